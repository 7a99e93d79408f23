// Hands on all that goes through it, with the time of the system's clock, in ms.
registerProcessor(
  'recorder',
  class extends AudioWorkletProcessor {
    process([[samples]]) {
      this.port.postMessage({ samples: samples ?? new Float32Array(128), at: Date.now(), frame: currentFrame }, []);
      return true;
    }
  },
);
