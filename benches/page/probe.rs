//! What watches the page from before it is loaded.

use std::time::Duration;

use harness::Page;
use serde_json::Value;

use super::percentile;

/// How long the page may take to open a link.
const OPENS: Duration = Duration::from_secs(300);

/// Keeps the module's memory; times each frame from its first callback until the browser has laid out and painted what
/// came of it, and from one frame to the next; says when what is drawn on a canvas has first moved.
const SCRIPT: &str = r"
(() => {
  // Beside the timeline's axis there is room for the playhead's label.
  const MARGIN = 34;
  const probe = window.probe = { work: [], gaps: [], counting: false, moved: null };
  const ask = window.requestAnimationFrame.bind(window);
  const after = new MessageChannel();
  let began = null, last = null;
  after.port1.onmessage = () => {
    if (probe.counting) probe.work.push(performance.now() - began);
    began = null;
  };
  window.requestAnimationFrame = callback => ask(at => {
    if (began === null) {
      began = performance.now();
      if (probe.counting && last !== null) probe.gaps.push(began - last);
      last = began;
      after.port2.postMessage(0);
    }
    callback(at);
  });
  probe.frames = async milliseconds => {
    Object.assign(probe, { work: [], gaps: [], counting: true });
    last = null;
    await new Promise(done => setTimeout(done, milliseconds));
    probe.counting = false;
    return { work: probe.work, gaps: probe.gaps };
  };

  // Presses on the timeline at a share of its length; how long it takes, in ms, until that moment is drawn.
  probe.seek = async share => {
    const track = document.querySelector('[data-test=timeline]');
    const ground = track.querySelector('.ground').getBoundingClientRect();
    const length = ground.width - 2 * MARGIN;
    const end = Number(track.getAttribute('aria-valuemax'));
    const at = { clientX: ground.left + MARGIN + share * length, clientY: ground.top + 50, bubbles: true };
    const pressed = performance.now();
    track.dispatchEvent(new PointerEvent('pointerdown', at));
    track.dispatchEvent(new PointerEvent('pointerup', at));
    const there = () => Math.abs(Number(track.getAttribute('aria-valuenow')) - share * end) <= end / length;
    while (!there()) await new Promise(ask);
    await new Promise(painted => { const frame = new MessageChannel(); frame.port1.onmessage = painted; frame.port2.postMessage(0); });
    return performance.now() - pressed;
  };

  const canvas = CanvasRenderingContext2D.prototype;
  const { clearRect, drawImage } = canvas;
  let drawn = '', before = '';
  canvas.clearRect = function (...box) {
    if (probe.moved === null && drawn && before && drawn !== before) probe.moved = performance.now();
    [before, drawn] = [drawn || before, ''];
    return clearRect.apply(this, box);
  };
  canvas.drawImage = function (shape, ...box) {
    if (probe.moved === null) drawn += box + ' ';
    return drawImage.call(this, shape, ...box);
  };

  const keep = made => {
    const { memory } = (made.instance ?? made).exports;
    if (memory) probe.memory = memory;
    return made;
  };
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const make = WebAssembly[name].bind(WebAssembly);
    WebAssembly[name] = async (...how) => keep(await make(...how));
  }
})()";

/// The page with the probe in it.
pub fn page() -> Page {
    let page = Page::of_dist();
    page.before_load(SCRIPT);
    page
}

/// The same, with the run of a link open in it.
pub fn page_of(link: &str) -> Page {
    let page = page();
    page.open(link);
    page.wait_for("[data-test=lab]", OPENS);
    page.wait_until("!document.querySelector('[data-test=seeking]')", OPENS);
    page
}

/// Waits until the moment that is shown is this one, in ms, but for a pixel of the timeline.
pub fn until_shown(page: &Page, at_ms: u64, patience: Duration) {
    let track = "document.querySelector('[data-test=timeline]')";
    page.wait_until(
        &format!("Math.abs({track}.getAttribute('aria-valuenow') - {at_ms}) <= {track}.getAttribute('aria-valuemax') / 300"),
        patience,
    );
}

/// What frames took, in ms.
pub struct Frames {
    /// Callbacks, layout and paint of each.
    pub work: Vec<f64>,
    /// From one to the next.
    pub gaps: Vec<f64>,
}

impl Frames {
    /// The frames of so many seconds.
    pub fn of(page: &Page, seconds: u64) -> Self {
        let frames = page.eval_async(&format!("await probe.frames({})", seconds * 1_000));
        let list = |name: &str| {
            let values = frames[name].as_array().into_iter().flatten();
            values.filter_map(Value::as_f64).collect()
        };
        Self {
            work: list("work"),
            gaps: list("gaps"),
        }
    }

    /// Median and 95th percentile of the work, and 95th percentile from frame to frame.
    pub fn figures(&self) -> [f64; 3] {
        [
            percentile(&self.work, 0.5),
            percentile(&self.work, 0.95),
            percentile(&self.gaps, 0.95),
        ]
    }
}
