// The heartbeat: ticks every so many milliseconds, also while the page is hidden and its own timers are throttled.
"use strict";
let timer;
onmessage = ({ data }) => {
  clearInterval(timer);
  if (data > 0) timer = setInterval(() => postMessage(0), data);
};
