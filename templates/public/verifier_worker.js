{# The service worker: its bytes change whenever the page or one of its files does. #}
const VERSION = {{ version|tojson }};
const PAGE = {{ page|tojson }};
const TONGUES = {{ tongues|tojson }};
const SHELL = {{ shell|tojson }};
importScripts({{ asset_url('verifier_worker.js')|tojson }});
