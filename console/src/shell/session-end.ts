// A session that ends while somebody works: the page stays, with what was typed,
// and asks for a new sign-in over it.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { Refusal } from "../api/client";

const event = "daylight:session-ended";

/** Tells the frame when an answer says that nobody is signed in. */
export function noticeEnd(error: unknown) {
  if (error instanceof Refusal && error.code === "sign-in-needed") window.dispatchEvent(new Event(event));
}

/** Whether the session has ended, and how to go on after signing in again. */
export function useSessionEnd(): [boolean, () => void] {
  const client = useQueryClient();
  const [ended, setEnded] = useState(false);
  useEffect(() => {
    const end = () => setEnded(true);
    window.addEventListener(event, end);
    return () => window.removeEventListener(event, end);
  }, []);
  return [
    ended,
    () => {
      setEnded(false);
      void client.invalidateQueries();
    },
  ];
}
