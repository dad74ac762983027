// <kepu-map>: draws the vector tiles of the portal with MapLibre. The list beside it has everything that it shows.

const COLOURS = {
  st_venue: "#b52a1a", research_major_project: "#3f4fa3", sannong: "#7a6a10", enterprise: "#8a4a12",
  natural_resource: "#1c6b3a", other: "#6a4b7d",
};
const LIGHT = { sea: "#dcebe8", land: "#fbf7f0", border: "#b7a98f", name: "#6d6253", halo: "#fffdf9", ink: "#26221d" };
const DARK = { sea: "#0f1a1c", land: "#1d2324", border: "#4b5656", name: "#a9b0ad", halo: "#101415", ink: "#eee8dd" };

function library() {
  const address = JSON.parse(document.getElementById("kepu-assets").textContent).maplibre;
  library.loading ??= new Promise((resolve, reject) => {
    const script = Object.assign(document.createElement("script"), { src: address });
    script.onload = () => resolve(globalThis.maplibregl);
    script.onerror = reject;
    document.head.append(script);
  });
  return library.loading;
}

function isDark() {
  const theme = document.documentElement.dataset.theme;
  return theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
}

class KepuMap extends HTMLElement {
  static observedAttributes = ["data-query", "data-bounds"];

  async connectedCallback() {
    try {
      this.library = await library();
      this.draw();
    } catch {
      const message = Object.assign(document.createElement("p"), { className: "map-message", textContent: this.dataset.labelFailed });
      this.append(message);
    }
  }

  disconnectedCallback() {
    this.changes?.close();
    this.map?.remove();
  }

  attributeChangedCallback(name) {
    if (name === "data-query") this.reload();
    else if (this.dataset.bounds) this.map?.fitBounds(this.dataset.bounds.split(",").map(Number), { padding: 16 });
  }

  draw() {
    const canvas = Object.assign(document.createElement("div"), { className: "map-canvas" });
    this.replaceChildren(canvas);
    const [longitude, latitude] = (this.dataset.center || "113.4,23.2").split(",").map(Number);
    const asked = new URLSearchParams(location.search).get("at")?.split("/").map(Number);
    const isAsked = asked?.length === 3 && asked.every(Number.isFinite);
    this.map = new this.library.Map({
      container: canvas, style: this.style_(), attributionControl: false,
      locale: { "CooperativeGesturesHandler.MobileHelpText": this.dataset.labelFingers }, cooperativeGestures: matchMedia("(pointer: coarse)").matches,
      center: isAsked ? [asked[2], asked[1]] : [longitude, latitude], zoom: isAsked ? asked[0] : Number(this.dataset.zoom),
      ...(this.dataset.bounds && !isAsked ? { bounds: this.dataset.bounds.split(",").map(Number), fitBoundsOptions: { padding: 16 } } : {}),
      minZoom: 3, maxZoom: 18, maxPitch: 0, dragRotate: false, fadeDuration: 0,
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new this.library.NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new this.library.GeolocateControl({ positionOptions: { enableHighAccuracy: true } }), "top-right");
    if (this.dataset.raster) this.map.addControl(new this.library.AttributionControl({ compact: true }));
    this.listen();
    this.mark();
    this.join();
    this.follow();
  }

  address(kind) {
    const path = kind === "bases" ? this.dataset.tiles : this.dataset.regions;
    const query = new URLSearchParams(kind === "bases" ? this.dataset.query : "");
    query.delete("near");
    query.set("lang", this.dataset.lang);
    query.set("v", this.dataset.version);
    return `${location.origin}${path}?${query}`;
  }

  style_() {
    const colours = isDark() ? DARK : LIGHT;
    const font = ["Noto Sans CJK SC", "sans-serif"];
    const category = ["match", ["get", "category"], ...Object.entries(COLOURS).flat(), COLOURS.other];
    const sources = {
      bases: { type: "vector", tiles: [this.address("bases")], maxzoom: 18 },
      regions: { type: "vector", tiles: [this.address("regions")], maxzoom: 12 },
    };
    const raster = [];
    if (this.dataset.raster) {
      sources.raster = { type: "raster", tiles: [this.dataset.raster], tileSize: 256, attribution: this.dataset.rasterAttribution };
      raster.push({ id: "raster", type: "raster", source: "raster" });
    }
    return {
      version: 8, sources,
      layers: [
        { id: "sea", type: "background", paint: { "background-color": colours.sea } },
        { id: "land", type: "fill", source: "regions", "source-layer": "regions", paint: { "fill-color": colours.land, "fill-antialias": false } },
        ...raster,
        { id: "borders", type: "line", source: "regions", "source-layer": "borders",
          paint: { "line-color": colours.border, "line-width": ["match", ["get", "level"], "province", 1.6, "prefecture", 1.1, 0.5] } },
        { id: "names", type: "symbol", source: "regions", "source-layer": "region_labels",
          layout: { "text-field": ["get", "name"], "text-size": 12, "text-font": font, "text-max-width": 7 },
          paint: { "text-color": colours.name, "text-halo-color": colours.halo, "text-halo-width": 1.4 } },
        { id: "clusters", type: "circle", source: "bases", "source-layer": "bases", filter: ["has", "count"],
          paint: { "circle-color": "#0a6466", "circle-stroke-color": "#ffffff", "circle-stroke-width": 2, "circle-opacity": 0.92,
            "circle-radius": ["interpolate", ["linear"], ["get", "count"], 2, 14, 20, 20, 200, 28, 5000, 38] } },
        { id: "counts", type: "symbol", source: "bases", "source-layer": "bases", filter: ["has", "count"],
          layout: { "text-field": ["to-string", ["get", "count"]], "text-size": 13, "text-font": font, "text-allow-overlap": true },
          paint: { "text-color": "#ffffff" } },
        { id: "places", type: "circle", source: "bases", "source-layer": "bases", filter: ["!", ["has", "count"]],
          paint: { "circle-color": category, "circle-radius": 8, "circle-stroke-width": 2.5,
            "circle-stroke-color": ["match", ["get", "open"], 1, "#46c46f", "#ffffff"] } },
        { id: "place-names", type: "symbol", source: "bases", "source-layer": "bases", filter: ["!", ["has", "count"]], minzoom: 8,
          layout: { "text-field": ["get", "name"], "text-size": 13, "text-font": font, "text-anchor": "top", "text-offset": [0, 0.9], "text-max-width": 9 },
          paint: { "text-color": colours.ink, "text-halo-color": colours.halo, "text-halo-width": 1.6 } },
      ],
    };
  }

  listen() {
    this.map.once("idle", () => { this.dataset.ready = "true"; });
    this.map.on("click", "clusters", (event) => {
      const feature = event.features[0];
      this.map.easeTo({ center: feature.geometry.coordinates, zoom: Math.min(18, feature.properties.zoom ?? this.map.getZoom() + 3) });
    });
    this.map.on("click", "places", (event) => this.show(event.features[0]));
    for (const layer of ["clusters", "places"]) {
      this.map.on("mouseenter", layer, () => { this.map.getCanvas().style.cursor = "pointer"; });
      this.map.on("mouseleave", layer, () => { this.map.getCanvas().style.cursor = ""; });
    }
    const restyle = () => this.map.setStyle(this.style_(), { diff: false });
    document.addEventListener("kepu:theme", restyle);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", restyle);
  }

  show(feature) {
    const { slug, name, open } = feature.properties;
    const card = document.createElement("div");
    const link = Object.assign(document.createElement("a"), { href: `/bases/${encodeURIComponent(slug)}`, textContent: name });
    if (window.parent !== window) link.target = "_blank";
    const state = document.createElement("p");
    state.textContent = open === 1 ? this.dataset.labelOpen : open === 0 ? this.dataset.labelClosed : this.dataset.labelUnknown;
    card.append(link, state);
    new this.library.Popup({ closeButton: true, maxWidth: "18rem", offset: 12 })
      .setLngLat(feature.geometry.coordinates).setDOMContent(card).addTo(this.map);
  }

  mark() {
    if (!this.dataset.marker) return;
    const outer = document.createElement("div");
    outer.append(Object.assign(document.createElement("div"), { className: "marker" }));
    outer.setAttribute("role", "img");
    outer.setAttribute("aria-label", this.dataset.markerName);
    new this.library.Marker({ element: outer, anchor: "bottom" }).setLngLat(this.dataset.marker.split(",").map(Number)).addTo(this.map);
  }

  // Stops of a day: numbered, and joined by a line in their order; the list beside the map has them too.
  join() {
    const stops = JSON.parse(this.dataset.stops || "[]");
    stops.forEach(([longitude, latitude, name], index) => {
      const element = Object.assign(document.createElement("div"), { className: "stop-marker", textContent: index + 1 });
      element.setAttribute("role", "img");
      element.setAttribute("aria-label", `${index + 1} ${name}`);
      new this.library.Marker({ element }).setLngLat([longitude, latitude]).addTo(this.map);
    });
    if (stops.length < 2) return;
    this.map.on("load", () => {
      // Numbers of clusters beside the numbers of stops would be taken for one another.
      for (const layer of this.map.getStyle().layers) if (layer.source === "bases") this.map.setLayoutProperty(layer.id, "visibility", "none");
      const coordinates = stops.map(([longitude, latitude]) => [longitude, latitude]);
      this.map.addSource("stops", { type: "geojson", data: { type: "Feature", properties: {}, geometry: { type: "LineString", coordinates } } });
      this.map.addLayer({ id: "stops", type: "line", source: "stops", paint: { "line-color": isDark() ? "#ff9a86" : "#b52a1a", "line-width": 3, "line-dasharray": [2, 1.5] } });
    });
  }

  // The server says when places changed; the tiles are then asked for again.
  follow() {
    this.changes = new EventSource(this.dataset.changes);
    this.changes.onmessage = ({ data }) => {
      if (data === this.dataset.version) return;
      this.dataset.version = data;
      this.reload();
    };
  }

  reload() {
    this.map?.getSource("bases")?.setTiles([this.address("bases")]);
  }
}

customElements.define("kepu-map", KepuMap);
