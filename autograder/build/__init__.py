"""From text under solutions/ to executed notebooks, releases and the gates that guard them."""
