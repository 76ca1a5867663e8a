// The page somebody sees who had to stop at once: this month, in the tablet's language.

import { h } from "./dom.js";
import { firstLanguage } from "./languages.js";
import { use } from "./words.js";

// The weeks of a month: days in rows of seven beginning on Monday, null outside the month.
export function weeksOf(year, month) {
  const before = (new Date(year, month, 1).getDay() + 6) % 7;
  const length = new Date(year, month + 1, 0).getDate();
  const cells = Array.from({ length: Math.ceil((before + length) / 7) * 7 }, (_, place) => place - before + 1);
  const days = cells.map((day) => (day >= 1 && day <= length ? day : null));
  return Array.from({ length: days.length / 7 }, (_, week) => days.slice(week * 7, week * 7 + 7));
}

// Draw this month into an element.
export async function drawCalendar(root) {
  const { language, direction } = use(await firstLanguage());
  const named = (parts) => new Intl.DateTimeFormat(`${language}-u-nu-latn-ca-gregory`, parts);
  const today = new Date();
  const title = named({ month: "long", year: "numeric" }).format(today);
  const weekday = named({ weekday: "short" });
  // 5 January 1970 was a Monday.
  const names = Array.from({ length: 7 }, (_, place) => weekday.format(new Date(1970, 0, 5 + place)));
  const cell = (day) => h("td", { "aria-current": day === today.getDate() && "date" }, day && String(day));
  Object.assign(document.documentElement, { lang: language, dir: direction });
  document.title = title;
  root.append(
    h("h1", null, title),
    h("table", { class: "month" },
      h("thead", null, h("tr", null, names.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", null, weeksOf(today.getFullYear(), today.getMonth()).map((week) => h("tr", null, week.map(cell))))),
  );
}
