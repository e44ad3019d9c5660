// Makes a picture of a figure in the reader's browser; Plotly's code arrives compressed, once.
async function plotly(packed) {
  if (!window.dctaxiPlotly) {
    const bytes = Uint8Array.from(atob(packed), (c) => c.charCodeAt(0));
    const plain = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    // A script of the page's own text is forbidden by the content security policy, a blob is not.
    const code = new Blob([await new Response(plain).blob()], { type: "text/javascript" });
    const script = document.createElement("script");
    script.src = URL.createObjectURL(code);
    await new Promise((done, failed) => {
      script.onload = done;
      script.onerror = () => failed(new Error("the drawing library could not be loaded"));
      document.head.append(script);
    });
    URL.revokeObjectURL(script.src);
    window.dctaxiPlotly = window.Plotly;
  }
  return window.dctaxiPlotly;
}

const SCALE = 2; // pixels of a PNG for each of the drawing's

async function picture(library, figure, format) {
  const { width, height } = figure.layout;
  const place = document.createElement("div");
  place.style.cssText = `position:absolute;left:-9999px;width:${width}px`;
  document.body.append(place);
  try {
    await library.newPlot(place, figure.data, figure.layout);
    const options = { format, width, height, scale: format === "png" ? SCALE : 1 };
    return await (await fetch(await library.toImage(place, options))).blob();
  } finally {
    library.purge(place);
    place.remove();
  }
}

// A vector picture carries the words for who cannot see it.
async function described(blob, { title, takeaway }) {
  const drawing = new DOMParser().parseFromString(await blob.text(), "image/svg+xml");
  const words = [["title", title], ["desc", takeaway]].map(([name, text]) => {
    const element = drawing.createElementNS("http://www.w3.org/2000/svg", name);
    element.textContent = text;
    return element;
  });
  drawing.documentElement.prepend(...words);
  drawing.documentElement.setAttribute("role", "img");
  return new Blob([new XMLSerializer().serializeToString(drawing)], { type: "image/svg+xml" });
}

export default function ({ parentElement, data }) {
  const said = parentElement.querySelector(".said");
  for (const button of parentElement.querySelectorAll("button")) {
    button.onclick = async () => {
      const format = button.dataset.format;
      const file = `${data.name}.${format}`;
      said.textContent = "Drawing…";
      try {
        let blob = await picture(await plotly(data.plotly), JSON.parse(data.figure), format);
        if (format === "svg") blob = await described(blob, data);
        const link = document.createElement("a");
        link.href = URL.createObjectURL(blob);
        link.download = file;
        parentElement.append(link); // here: a click elsewhere would close the menu
        link.click();
        link.remove();
        setTimeout(() => URL.revokeObjectURL(link.href), 60000);
        said.textContent = `${file} was made.`;
      } catch (error) {
        said.textContent = `No picture could be made: ${error.message}.`;
      }
    };
  }
}
