const gather = id => document.getElementById(id).textContent;
(async () => {
  const packed = Uint8Array.from(atob(gather("plotly-code")), c => c.charCodeAt(0));
  const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = document.createElement("script");
  script.textContent = await new Response(plain).text();
  document.head.append(script);
  for (const place of document.querySelectorAll("[data-figure]")) {
    const {data, layout} = JSON.parse(gather(place.dataset.figure));
    const config = {
      displaylogo: false, responsive: true, showSendToCloud: false, plotlyServerURL: "",
      modeBarButtonsToRemove: ["toImage", "select2d", "lasso2d", "zoomIn2d", "zoomOut2d"],
    };
    await Plotly.newPlot(place, data, layout, config);
    for (const button of place.parentElement.querySelectorAll("button[data-format]")) {
      button.hidden = false;
      button.onclick = () => Plotly.downloadImage(place, {
        format: button.dataset.format, filename: place.dataset.name, scale: 2,
        width: place.clientWidth, height: place.clientHeight,
      });
    }
  }
  document.documentElement.dataset.drawn = "yes";
})();
