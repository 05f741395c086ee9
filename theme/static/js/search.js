// Finds words as they are typed. The index is fetched when the box is first entered.
const AT_ONCE = 10;
const HEADINGS = 3;
const PAUSE_MS = 150;

const box = document.querySelector(".search");
if (box) start(box);

function start(box) {
  const [form, field, status, list, more, item] = ["form", "input", "[role=status]", "ol", ".more", "template"].map(
    (part) => box.querySelector(part),
  );
  let index;
  let asked = 0;
  let found = [];
  let words = "";

  const load = () => (index ??= import(box.dataset.index).then(async (it) => (await it.init(), it)));

  async function look() {
    const mine = ++asked;
    words = field.value.trim();
    remember(words);
    if (!words) return show([], "");
    try {
      const answer = await (await load()).debouncedSearch(words, {}, PAUSE_MS);
      if (!answer || mine !== asked) return;
      const results = await Promise.all(answer.results.slice(0, AT_ONCE).map((result) => result.data()));
      if (mine !== asked) return;
      found = answer.results;
      show(results, said(found.length, words));
    } catch {
      index = undefined; // so that the next key tries again
      if (mine === asked) show([], status.dataset.fault);
    }
  }

  function show(results, sentence) {
    if (!results.length) found = [];
    status.textContent = sentence;
    list.replaceChildren(...results.map((result) => drawn(result, item)));
    more.hidden = found.length <= results.length;
  }

  function said(count, words) {
    const { none, one, many } = status.dataset;
    return [none, one][count]?.replace("{q}", () => words) ?? many.replace("{n}", count).replace("{q}", () => words);
  }

  async function goOn() {
    const from = list.children.length;
    const results = await Promise.all(found.slice(from, from + AT_ONCE).map((result) => result.data()));
    list.append(...results.map((result) => drawn(result, item)));
    more.hidden = list.children.length >= found.length;
    list.children[from].querySelector("a").focus();
  }

  box.hidden = false;
  field.addEventListener("focus", () => load().catch(() => (index = undefined)), { once: true });
  field.addEventListener("input", look);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    field.value = "";
    look();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    look();
  });
  more.addEventListener("click", goOn);
  field.value = new URLSearchParams(location.search).get("q") ?? "";
  if (field.value) look();
}

// Back from an article, what was found is here again.
function remember(words) {
  const address = new URL(location);
  words ? address.searchParams.set("q", words) : address.searchParams.delete("q");
  if (address.href !== location.href) history.replaceState(null, "", address);
}

function drawn({ meta, content, excerpt, plain_excerpt: plain, sub_results: parts }, template) {
  const item = template.content.cloneNode(true);
  const [title, about, text, headings] = ["a", ".meta", ".excerpt", "ul"].map((part) => item.querySelector(part));
  const pieces = split(excerpt);
  title.href = marked(meta.url, pieces);
  title.textContent = meta.title;
  if (meta.language) item.firstElementChild.lang = meta.language;
  if (meta.date) about.append(made("time", meta.date, { dateTime: meta.day }));
  else about.remove();
  text.append(
    content.startsWith(plain) ? "" : "… ",
    ...pieces.map(({ said, hit }) => (hit ? made("mark", said) : said)),
    content.endsWith(plain) ? "" : " …",
  );
  const below = parts.filter((part) => part.url !== meta.url).slice(0, HEADINGS);
  headings.append(...below.map(heading));
  if (!below.length) headings.remove();
  return item;
}

// Pagefind escapes angle brackets, and marks the words that it has found with their commas.
function split(excerpt) {
  const texts = excerpt.split(/<\/?mark>/).map((text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">"));
  return texts.flatMap((text, number) => {
    const [, before, word, after] = /^([^\p{L}\p{N}]*)(.*?)([^\p{L}\p{N}]*)$/su.exec(text);
    return number % 2 && word ? [{ said: before }, { said: word, hit: true }, { said: after }] : [{ said: text }];
  });
}

function made(name, textContent, more = {}) {
  return Object.assign(document.createElement(name), { textContent, ...more });
}

function heading({ title, url, excerpt }) {
  const line = document.createElement("li");
  line.append(made("a", title, { href: marked(url, split(excerpt)) }));
  return line;
}

// The browser marks the words on the page that the link leads to, without script there.
function marked(url, pieces) {
  const hits = new Set(pieces.filter(({ hit }) => hit).map(({ said }) => said));
  const texts = [...hits].map((word) => `text=${encodeURIComponent(word).replaceAll("-", "%2D")}`);
  if (!texts.length) return url;
  return `${url}${url.includes("#") ? "" : "#"}:~:${texts.join("&")}`;
}
