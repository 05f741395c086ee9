// Without script: a link needs an address, a button a form that is sent somewhere or what it opens,
// a field a form.
() => [...document.querySelectorAll("a, button, input, textarea, select, [role=button]")]
  .filter((element) => element.checkVisibility({ visibilityProperty: true }))
  .filter((element) => {
    if (element.localName === "a") {
      const { hash, protocol } = element;
      const leads = element.getAttribute("href") && /^(https?|mailto|tel):$/.test(protocol);
      return !leads || (element.getAttribute("href").startsWith("#") && !document.getElementById(decodeURIComponent(hash.slice(1))));
    }
    const opens = element.popoverTargetElement;
    return !opens && !(element.form && element.form.getAttribute("action") && (element.localName !== "button" || element.type === "submit"));
  })
  .map((element) => element.outerHTML)
