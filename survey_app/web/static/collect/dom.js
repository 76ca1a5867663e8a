// Makes elements. Text is always text: nothing here reads markup from a string.

const SVG = "http://www.w3.org/2000/svg";

// h("button", { class: "primary", onclick: go }, "Go on"): attributes whose value is null or
// false are left out, true gives an attribute without a value, functions listen.
export function h(name, attributes, ...children) {
  return grown(document.createElement(name), attributes, children);
}

export function svg(name, attributes, ...children) {
  return grown(document.createElementNS(SVG, name), attributes, children);
}

function grown(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
  }
  element.append(...present(children));
  return element;
}

// Lists of children in lists, without those that are not there.
const present = (children) =>
  children.flat(2).filter((child) => child !== null && child !== undefined && child !== false);

// Put something else in the place of all an element holds.
export function fillWith(element, ...children) {
  while (element.firstChild) element.firstChild.remove();
  element.append(...present(children));
}
