import "./copy-link.js";
