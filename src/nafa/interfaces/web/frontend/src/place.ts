// The place of a visit, when the person asks for it: coordinates go into the form's hidden fields.
export function watchPlace(root: Document, places: Geolocation | undefined): void {
  for (const part of root.querySelectorAll<HTMLElement>("[data-place]")) {
    if (places) part.hidden = false;
  }
  root.addEventListener("click", (event) => {
    const button = (event.target as Element).closest<HTMLElement>("[data-place] button");
    if (!button || !places) return;
    const part = button.closest<HTMLElement>("[data-place]")!;
    const form = button.closest("form")!;
    const said = part.querySelector<HTMLElement>("[data-place-said]")!;
    const refused = () => (said.textContent = part.dataset.refused ?? "");
    places.getCurrentPosition(
      ({ coords }) => {
        const latitude = coords.latitude.toFixed(5);
        const longitude = coords.longitude.toFixed(5);
        form.querySelector<HTMLInputElement>("[data-latitude]")!.value = latitude;
        form.querySelector<HTMLInputElement>("[data-longitude]")!.value = longitude;
        said.textContent = `${latitude}, ${longitude}`;
      },
      refused,
      { enableHighAccuracy: true, timeout: 20_000, maximumAge: 60_000 },
    );
  });
}
