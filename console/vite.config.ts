import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// `npm run dev` proxies to a server that runs beside it.
const server = process.env["DAYLIGHT_SERVER"] ?? "http://127.0.0.1:8470";

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: "../internal/console/dist",
    emptyOutDir: false, // README stays; the build script empties assets/
    assetsInlineLimit: 0, // the content security policy has no room for inline parts
    modulePreload: { polyfill: false },
    target: "es2022",
    chunkSizeWarningLimit: 700, // the graph, which is loaded when a graph is opened
  },
  server: { proxy: { "/v1": server, "/demo": server } },
});
