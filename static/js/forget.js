// What the patient's pages keep in this tab, dropped by name: what the checker or staff keep is theirs.

export const UNTIL = "until-"; // and the journey: until when its warning was answered

export function forget() {
  const names = Object.keys(sessionStorage);
  for (const name of names) if (name.startsWith(UNTIL)) sessionStorage.removeItem(name);
}
