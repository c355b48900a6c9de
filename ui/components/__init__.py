"""Parts of the page that Streamlit does not bring, one package each."""
