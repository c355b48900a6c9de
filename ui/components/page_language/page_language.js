// Streamlit marks every page as English; a screen reader would read Spanish with an English voice.
export default function (component) {
  const page = document.documentElement;
  page.lang = told(component).code;
  return () => {
    page.lang = "en";
  };
}
