// One stream for all tabs of this browser: six connections a host would be used up otherwise.
"use strict";
const ports = new Set();
let source = null;

function tell(name, data) {
  for (const port of ports) port.postMessage({ name: name, data: data });
}

// The first page says how old it is; what is told while the stream is broken is asked for when it is there again.
function open(age) {
  if (source && source.readyState !== EventSource.CLOSED) return;
  const own = source = new EventSource("/sse?age=" + age);
  let broken = false;
  own.addEventListener("error", () => { broken = true; });
  own.addEventListener("open", () => {
    if (broken) tell("desk", "");
    broken = false;
  });
  for (const name of ["notice", "desk", "end"]) {
    own.addEventListener(name, (event) => {
      tell(name, event.data);
      if (name === "end") own.close();
    });
  }
}

onconnect = (event) => {
  const port = event.ports[0];
  ports.add(port);
  port.onmessage = (message) => {
    if (message.data.age !== undefined) open(message.data.age);
    if (message.data === "leave") ports.delete(port);
    if (message.data === "sign-out" && source) source.close();
    if (!ports.size && source) source.close();
  };
};
