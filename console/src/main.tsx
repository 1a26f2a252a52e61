import "./shell/fragment"; // first: it takes secrets out of the address
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";

const root = document.getElementById("root");
if (!root) throw new Error("no place for the console");
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
