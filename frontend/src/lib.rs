//! The WASM entry: brings the islands of a server-rendered page to life.

use wasm_bindgen::prelude::wasm_bindgen;

// The islands are found by name at run time; without this use the linker would drop them.
use app as _;

/// Called by the page once the WASM is loaded. Leaves a mark on the document when the islands listen.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
    if let Some(root) = leptos::prelude::document().document_element() {
        drop(root.set_attribute("data-hydrated", ""));
    }
}
