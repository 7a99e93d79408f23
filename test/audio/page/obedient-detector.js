// Stands in for the detector: it hears nothing, and cuts a reply when a test tells it to, in as many ms.
addEventListener('message', ({ data: page }) => {
  page.addEventListener('message', ({ data }) => {
    if (data.type === 'load') page.postMessage({ type: 'ready' }, []);
    else if (data.type === 'connect') obey(data.playback);
  });
  page.start();
});

function obey(playback) {
  const channel = new BroadcastChannel('cut');
  channel.addEventListener('message', ({ data: { afterMs } }) => {
    if (afterMs === undefined) return;
    setTimeout(() => {
      playback.postMessage({ type: 'cut' }, []);
      // A message to a channel has no target.
      // oxlint-disable-next-line unicorn/require-post-message-target-origin
      channel.postMessage({ cutAt: Date.now() });
    }, afterMs);
  });
}
