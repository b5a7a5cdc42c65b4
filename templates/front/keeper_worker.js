{# The service worker of the patient's pages: the words for who has no page open, then what it does. #}
const AWAY = {{ away|tojson }};
importScripts({{ asset_url('keeper.js')|tojson }});
