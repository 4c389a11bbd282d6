// A picture's text is stored with it, in metadata["image/png"].alt. JupyterLab 4.6 shows the picture
// without it; this extension brings it to the page, where screen readers find it. It is written by
// hand in the form in which JupyterLab loads extensions, and imports nothing, so there is nothing to
// build.
(function () {
  const withAlt = createRenderer => mimeType => {
    const renderer = createRenderer(mimeType);
    if (mimeType.startsWith("image/")) {
      const render = renderer.renderModel.bind(renderer);
      renderer.renderModel = async model => {
        await render(model);
        const metadata = model.metadata[mimeType];
        const picture = renderer.node.querySelector("img");
        if (picture) {
          picture.alt = (metadata && metadata.alt) || "Picture without a description";
        }
      };
    }
    return renderer;
  };

  const plugin = {
    id: "course-alt-texts:plugin",
    autoStart: true,
    activate: app => {
      app.docRegistry.addWidgetExtension("Notebook", {
        createNew: panel => {
          const rendermime = panel.content.rendermime;
          rendermime.createRenderer = withAlt(rendermime.createRenderer.bind(rendermime));
        }
      });
    }
  };

  window._JUPYTERLAB = window._JUPYTERLAB || {};
  window._JUPYTERLAB["course-alt-texts"] = {
    init: () => undefined,
    get: async () => () => ({ __esModule: true, default: plugin })
  };
})();
