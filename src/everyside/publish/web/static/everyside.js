/* Where scripts run: a choice of theme, and a story that follows its articles. Every page is whole without it. */
"use strict";
(() => {
 const root = document.documentElement, STORE = "everyside-theme", EVERY = 30000;
 const all = (within, what) => [...within.querySelectorAll(what)];
 const paint = theme => theme ? root.dataset.theme = theme : delete root.dataset.theme;
 try { paint(localStorage[STORE]); } catch { /* refused: the system's theme */ }

 const themes = box => {
  const show = () => all(box, "button").forEach(each => each.ariaPressed = each.dataset.themeChoice === (root.dataset.theme || ""));
  box.addEventListener("click", event => {
   const choice = event.target.dataset.themeChoice;
   if (choice === undefined) return;
   paint(choice);
   show();
   try { localStorage[STORE] = choice; } catch { /* for this page only */ }
  });
  show();
  box.hidden = false;
 };

 const follow = news => {
  let live = document.getElementById("live"), opened = Date.now(), busy;
  const age = (then, now) => { // as ago() of the server says it, in the page's words
   const n = Math.floor((now - then) / 6e4), at = n < 1 ? 0 : n < 60 ? 1 : n < 2880 ? 2 : 3;
   return n < -5 || n > 20160 ? "" : live.dataset.ago.split("|")[at].replace("{n}", n / [1, 1, 60, 1440][at] | 0);
  };
  const times = () => {
   const at = Date.parse(live.dataset.at), now = at + Date.now() - opened;
   for (const time of all(live, "time")) {
    const then = Date.parse(time.dateTime), said = age(then, now);
    if (time.aged ||= time.textContent === age(then, at))
     if (said && said !== time.textContent) time.textContent = said;
   }
  };
  const name = each => { // to find it again
   const box = each.closest("li, section, aside, .head") || live;
   return [box.querySelector("h1, h2, h3, .bullet, a")?.textContent, all(box, each.tagName).indexOf(each)].join();
  };
  const find = old => old && all(live, old.tag).find(each => name(each) === old.name);
  const held = each => each && live.contains(each) && { tag: each.tagName, name: name(each), top: each.getBoundingClientRect().top };
  const swap = fresh => {
   const focus = held(document.activeElement), open = new Map(all(live, "details").map(each => [name(each), each.open]));
   const seen = focus?.top > 0 && focus.top < innerHeight ? focus
    : held(all(live, "h1, h2, h3, .bullet").find(each => !each.closest(".beside") && each.getBoundingClientRect().bottom > 0));
   live.replaceWith(fresh);
   live = fresh;
   opened = Date.now();
   for (const each of all(live, "details")) each.open = open.get(name(each)) ?? each.open;
   const back = find(focus), still = find(seen);
   if (back) back.focus({ preventScroll: true });
   if (still) scrollBy(0, still.getBoundingClientRect().top - seen.top);
  };
  const writing = () => live.querySelector("select:focus, textarea:focus, input:focus") || all(live, "textarea").some(each => each.value);
  const look = async () => {
   if (busy || document.hidden) return;
   busy = true;
   try {
    times();
    const told = await fetch(`${live.dataset.updates}?since=${live.dataset.state}`);
    if (!told.ok || !(await told.json()).changed || writing()) return;
    const page = await fetch(location.pathname + location.search);
    const fresh = page.ok && new DOMParser().parseFromString(await page.text(), "text/html").getElementById("live");
    if (!fresh || fresh.dataset.state === live.dataset.state) return;
    const more = fresh.dataset.articles - live.dataset.articles;
    if (page.redirected) history.replaceState(null, "", page.url + location.hash);
    swap(fresh);
    times();
    news.textContent = live.dataset.said.split("|")[more === 1 ? 0 : more > 1 ? 1 : 2].replace("{n}", more);
   } catch { /* asked again later */ } finally { busy = false; }
  };
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
  times();
 };

 addEventListener("DOMContentLoaded", () => {
  for (const [id, begin] of [["theme", themes], ["news", follow]]) {
   const found = document.getElementById(id);
   if (found) begin(found);
  }
 });
})();
