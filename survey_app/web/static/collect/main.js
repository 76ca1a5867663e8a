// Opens the tablet and draws its screens.

import { openTablet } from "./tablet.js";

openTablet().then(async ({ shell }) => {
  shell.onChange(() => {
    document.documentElement.dataset.worker = shell.state().worker;
  });
  await shell.start();
});
