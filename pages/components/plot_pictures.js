// Makes a picture of a figure in the reader's browser; Plotly's code arrives compressed, once.
async function plotly(packed) {
  if (!window.dctaxiPlotly) {
    const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(plain).text();
    document.head.append(script);
    window.dctaxiPlotly = window.Plotly;
  }
  return window.dctaxiPlotly;
}

export default function ({ parentElement, data }) {
  const said = parentElement.querySelector(".said");
  for (const button of parentElement.querySelectorAll("button")) {
    button.onclick = async () => {
      const format = button.dataset.format;
      const place = document.createElement("div");
      place.style.cssText = `position:absolute;left:-9999px;width:${data.width}px`;
      document.body.append(place);
      try {
        const library = await plotly(data.plotly);
        const { data: traces, layout } = JSON.parse(data.figure);
        const size = { width: data.width, height: layout.height ?? 450 };
        await library.newPlot(place, traces, { ...layout, ...size });
        const options = { format, filename: data.name, scale: 2, ...size };
        await library.downloadImage(place, options);
        said.textContent = `${data.name}.${format} was made.`;
      } catch (error) {
        said.textContent = `No picture could be made: ${error.message}.`;
      } finally {
        window.dctaxiPlotly?.purge(place);
        place.remove();
      }
    };
  }
}
