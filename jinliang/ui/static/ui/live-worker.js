// One stream for all tabs of this browser: six connections a host would be used up otherwise.
"use strict";
const ports = new Set();
let source = null;

function open() {
  if (source && source.readyState !== EventSource.CLOSED) return;
  source = new EventSource("/sse");
  for (const name of ["notice", "desk", "end"]) {
    source.addEventListener(name, (event) => {
      for (const port of ports) port.postMessage({ name: name, data: event.data });
      if (name === "end") source.close();
    });
  }
}

onconnect = (event) => {
  const port = event.ports[0];
  ports.add(port);
  port.onmessage = (message) => {
    if (message.data === "leave") ports.delete(port);
    if (message.data === "sign-out" && source) source.close();
    if (!ports.size && source) source.close();
  };
  open();
};
