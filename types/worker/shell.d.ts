// What templates/public/verifier_worker.js says before it imports the service worker.
declare const VERSION: string;
declare const PAGE: string;
declare const TONGUES: string[];
declare const SHELL: string[];
