import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: ["src/**/*.test.{ts,tsx}"], environment: "node" } },
      // Journeys share a machine of two cores: one file at a time.
      { test: { name: "e2e", include: ["e2e/**/*.test.ts"], environment: "node", fileParallelism: false, testTimeout: 90_000, hookTimeout: 120_000 } },
      // Not a test: the pictures of the documentation.
      { test: { name: "pictures", include: ["e2e/pictures.ts"], environment: "node", testTimeout: 90_000, hookTimeout: 120_000 } },
    ],
  },
});
