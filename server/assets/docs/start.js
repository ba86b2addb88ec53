// Shows the document. Nobody else is asked whether it is valid: the tests did.
window.SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  docExpansion: "none",
  persistAuthorization: true,
  showExtensions: true,
  validatorUrl: null,
});
