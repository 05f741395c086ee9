import "./copy-link.js";
import "./footnotes.js";
