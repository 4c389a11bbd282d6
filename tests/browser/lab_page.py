"""What a person does in JupyterLab, in words for a test."""

from __future__ import annotations

import re

PANEL = ".jp-NotebookPanel:not(.lm-mod-hidden)"
IDLE = '.jp-Notebook-ExecutionIndicator[data-status="idle"]'


def open_file(page, folder, name):
    """Opens a file of a folder from the list at the left, as one does with a mouse."""
    item = page.locator(f'.jp-DirListing-item[title*="{name}"]')
    if item.count() == 0:
        page.locator(f'.jp-DirListing-item[title*="{folder}"]').dblclick()
    item.dblclick()


class Notebook:
    """A notebook that is open in front.

    Args:
        page: Playwright's page, with JupyterLab on it.
        name: the notebook's file name.
    """

    def __init__(self, page, name):
        self.page, self.name = page, name
        page.locator(".lm-DockPanel-tabBar .lm-mod-current", has_text=name).wait_for()
        self.panel = page.locator(PANEL)
        self.panel.locator(".jp-Cell").first.wait_for()
        self.wait_until_idle()

    def wait_until_idle(self, seconds=240):
        """Waits until the kernel has nothing to do."""
        self.panel.locator(IDLE).wait_for(timeout=seconds * 1000)

    def cell(self, text):
        """The first cell that holds a text."""
        return self.panel.locator(".jp-Cell", has_text=text).first

    def write(self, cell, text):
        """Replaces what stands in a cell."""
        cell.scroll_into_view_if_needed()
        if "jp-MarkdownCell" in (cell.get_attribute("class") or ""):
            cell.dblclick()
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def run(self, cell):
        """Runs a cell; returns what it shows."""
        cell.scroll_into_view_if_needed()
        cell.locator(".jp-InputPrompt").click()
        self.page.keyboard.press("Control+Enter")
        self.page.wait_for_timeout(300)
        self.wait_until_idle()
        return " ".join(cell.locator(".jp-OutputArea-output").all_inner_texts()).strip()

    def menu(self, menu, item):
        """Chooses an entry of a menu."""
        self.page.locator(".lm-MenuBar-itemLabel", has_text=re.compile(f"^{menu}$")).click()
        self.page.locator(".lm-Menu-itemLabel", has_text=re.compile(f"^{item}")).click()

    def save(self):
        """Saves the notebook and waits until it is saved."""
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("Control+s")
        tab = self.page.locator(".lm-DockPanel-tabBar .lm-mod-current")
        tab.locator("xpath=self::*[not(contains(@class, 'jp-mod-dirty'))]").wait_for()

    def validate(self):
        """Presses Validate; returns what it says."""
        self.panel.locator(".jp-NotebookPanel-toolbar").get_by_text("Validate").click()
        dialog = self.page.locator(".jp-Dialog")
        dialog.wait_for()
        return dialog

    def close_dialog(self, dialog):
        """Presses OK."""
        dialog.get_by_role("button", name=re.compile("^ok$", re.IGNORECASE)).click()
        dialog.wait_for(state="detached")
