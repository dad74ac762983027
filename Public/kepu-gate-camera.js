// Reads QR codes with a camera: by the browser's own detector where there is one, else by html5-qrcode, fetched when it is asked for.
export class GateCamera {
  constructor(place, library, found) {
    Object.assign(this, { place, library, found, last: "", lastAt: 0 });
  }

  get isOn() { return Boolean(this.stream ?? this.reader); }

  // Throws what the browser says when there is no camera, or it is not allowed.
  async start() {
    this.place.hidden = false;
    try { await this.open(); } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async open() {
    if (await this.hasDetector()) return this.watch();
    await this.load();
    this.place.replaceChildren();
    const reader = new globalThis.Html5Qrcode(this.place.id, { formatsToSupport: [0], verbose: false });
    await reader.start({ facingMode: "environment" }, { fps: 10 }, (text) => this.tell(text), () => {});
    this.reader = reader;
  }

  async stop() {
    const { stream, reader } = this;
    this.stream = this.reader = null;
    for (const track of stream?.getTracks() ?? []) track.stop();
    if (reader) await reader.stop();
    this.place.replaceChildren();
    this.place.hidden = true;
  }

  async hasDetector() {
    try { return (await globalThis.BarcodeDetector?.getSupportedFormats())?.includes("qr_code") ?? false; } catch { return false; }
  }

  async watch() {
    this.stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" }, audio: false });
    const video = Object.assign(document.createElement("video"), { muted: true, playsInline: true, srcObject: this.stream });
    this.place.replaceChildren(video);
    await video.play();
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    const look = async () => {
      if (!this.stream) return;
      try { for (const code of await detector.detect(video)) this.tell(code.rawValue); } catch { /* a frame that is not ready */ }
      setTimeout(look, 120);
    };
    look();
  }

  load() {
    return this.loading ??= new Promise((done, fail) => {
      const script = Object.assign(document.createElement("script"), { src: this.library, onload: done });
      script.onerror = () => { this.loading = null; fail(new Error("html5-qrcode")); };
      document.head.append(script);
    });
  }

  // A code that stays before the camera is told once in three seconds.
  tell(text) {
    const now = Date.now();
    const isSame = text === this.last && now - this.lastAt < 3_000;
    [this.last, this.lastAt] = [text, now];
    if (!isSame) this.found(text);
  }
}
