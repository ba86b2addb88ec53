// Shows the document. The styles that ReDoc makes carry the nonce that the page's policy names.
const nonce = document.currentScript.nonce;
window.Redoc.init("/openapi.json", { nonce, hideDownloadButtons: false, expandResponses: "200,201" }, document.getElementById("redoc"));
