// What templates/front/keeper_worker.js says before it imports the service worker.
declare const AWAY: Record<string, { dir: string; title: string; text: string }>;
