// Finds what was recorded or drawn for a part of a question. A part is an item, or an option
// of an item or of a scale; `text` is what it says in writing.

export const questionPart = (item, text) => ({ item: item.item_id, option: null, text });

export const optionPart = (item, option, text) =>
  item.scale ? { scale: item.scale, option: option.code, text } : { item: item.item_id, option: option.code, text };

export const declinePart = (code, text) => ({ scale: "@decline", option: code, text });

// The entry of a package's media list for a part, or null. Pictures are the same in every
// language.
export function findMedia(list, kind, part, language) {
  const isSame = (entry) =>
    entry.kind === kind &&
    (part.item ? entry.item === part.item : entry.scale === part.scale) &&
    (entry.option || null) === part.option &&
    (kind === "picture" || entry.language === language);
  return list.find(isSame) || null;
}
