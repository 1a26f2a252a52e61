// Generated from openapi.json by tools/api.mjs; `make generate` writes it anew.
export interface paths {
    "/about": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the workspace is called
         * @description Needs the right views.
         */
        get: operations["get-about"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One's own passkeys
         * @description Needs the right account.
         */
        get: operations["list-passkeys"];
        put?: never;
        /**
         * Add a passkey
         * @description Needs the right account.
         */
        post: operations["add-passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/passkeys/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to add a passkey
         * @description Refused a quarter of an hour after signing in. Needs the right account.
         */
        post: operations["begin-passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/passkeys/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Call a passkey otherwise
         * @description Needs the right account.
         */
        put: operations["rename-passkey"];
        post?: never;
        /**
         * Remove a passkey; every session ends
         * @description Needs the right account.
         */
        delete: operations["remove-passkey"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change one's password; every session ends
         * @description Needs the right account.
         */
        put: operations["change-password"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * New recovery codes in place of the old ones
         * @description Each stands once for the second factor beside the password. Needs the right account.
         */
        post: operations["make-recovery-codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One's own sessions
         * @description Needs the right account.
         */
        get: operations["list-own-sessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/sessions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of one's own sessions
         * @description Needs the right account.
         */
        delete: operations["end-own-session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a secret for an authenticator
         * @description Needs the right account.
         */
        post: operations["begin-totp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/account/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Enrol the authenticator by its first code; every session ends
         * @description Needs the right account.
         */
        post: operations["confirm-totp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was read and done, newest first
         * @description Needs the right audit.read.
         */
        get: operations["list-audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Sign the log as it stands
         * @description Needs the right audit.read.
         */
        get: operations["get-audit-checkpoint"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The whole log as JSON lines, with its signed checkpoint
         * @description Needs the right audit.read.
         */
        get: operations["export-audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Prove that the log is what was signed
         * @description The proof is made by the server itself. Export the log and run daylight audit verify elsewhere for one that does not trust it. Needs the right audit.read.
         */
        post: operations["verify-audit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The queue: highest tier first, then longest open
         * @description Needs the right cases.read.
         */
        get: operations["list-cases"];
        put?: never;
        /**
         * Open a case about a person by hand
         * @description Needs the right cases.write.
         */
        post: operations["open-case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/clear": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Clear many cases with one reason; one that cannot be cleared stops no other
         * @description Needs the right cases.clear.
         */
        post: operations["clear-cases"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How many cases wait at each stage of a working life
         * @description Needs the right cases.read.
         */
        get: operations["count-cases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One case with its evidence
         * @description Needs the right cases.read.
         */
        get: operations["get-case"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/appeal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write down an appeal
         * @description Needs the right cases.write.
         */
        post: operations["appeal-case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Agree to a proposal as the second person
         * @description Needs the right cases.approve.
         */
        post: operations["approve-case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/ask-interview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for the next follow-up of the job's ladder
         * @description Needs the right cases.write.
         */
        post: operations["ask-interview-case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/assignee": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a case to somebody, or to nobody
         * @description Needs the right cases.write.
         */
        put: operations["assign-case"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/attachments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep a file on a case: one multipart part named file, at most 10 MiB
         * @description Needs the right cases.write.
         */
        post: operations["attach-file"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/attachments/{part}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Download a file; it is never shown here
         * @description Needs the right cases.read.
         */
        get: operations["download-file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/clear": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Close a case without anything against the person
         * @description Needs the right cases.clear.
         */
        post: operations["clear-case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/containments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a measure that limits harm; it decides nothing
         * @description Needs the right cases.contain.
         */
        post: operations["ask-containment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/containments/{part}/approve": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Agree to a measure as the second person
         * @description Needs the right cases.contain.
         */
        post: operations["approve-containment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/containments/{part}/lift": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a measure early
         * @description Needs the right cases.contain.
         */
        post: operations["lift-containment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/delay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Put a notice off until a date, with a reason
         * @description Needs the right cases.delay.
         */
        put: operations["delay-notice"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/escalate": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hand a case on
         * @description Needs the right cases.write.
         */
        post: operations["escalate-case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/finalise": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the decision when the waiting period is over
         * @description Needs the right cases.approve.
         */
        post: operations["finalise-case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/follow-ups/{part}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write down what a follow-up brought
         * @description Needs the right cases.write.
         */
        post: operations["finish-follow-up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/hold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Keep a case from being erased
         * @description Needs the right cases.delay.
         */
        put: operations["hold-case"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/hours": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Hours of activity by the claimed place's clock, in an open case that rests on something else
         * @description Refused for a closed case, and for one without a finding of another evidence family than rhythm. Needs the right cases.read. Only for roles that see sign-ins.
         */
        get: operations["get-case-hours"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/notes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add a note
         * @description Needs the right cases.write.
         */
        post: operations["add-note"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/openings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open the evidence of a finding, which a decision asks for
         * @description Needs the right cases.write.
         */
        post: operations["open-evidence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What can be done now, and what is missing for it
         * @description Needs the right cases.read.
         */
        get: operations["list-case-options"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/overturn": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Overturn a decision on appeal
         * @description Needs the right cases.approve.
         */
        post: operations["overturn-case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/place": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Set the job and the jurisdiction, which fix ladder, waiting and retention
         * @description Needs the right cases.write.
         */
        put: operations["place-case"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/propose": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Propose a decision against a person, which another person has to agree to
         * @description Needs the right cases.propose.
         */
        post: operations["propose-case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/record-receipt": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write down that the notice was received; the waiting period begins
         * @description Needs the right cases.propose.
         */
        post: operations["record-receipt-case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/release": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End a legal hold
         * @description Needs the right cases.delay.
         */
        post: operations["release-case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/reopen": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open a cleared case again
         * @description Needs the right cases.clear.
         */
        post: operations["reopen-case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/responses": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take down what the person said to the notice
         * @description Needs the right cases.write.
         */
        post: operations["add-response"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/responses/{part}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write down what was made of a response
         * @description Needs the right cases.propose.
         */
        post: operations["answer-response"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Look at a case again
         * @description Needs the right cases.write.
         */
        post: operations["resume-case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/seen-before": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Earlier cases that share an identifier
         * @description Needs the right cases.read.
         */
        get: operations["list-earlier-cases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/send-back": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a proposal back to its author
         * @description Needs the right cases.approve.
         */
        post: operations["send-back-case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/send-notice": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Write down the notice that was sent
         * @description Needs the right cases.propose.
         */
        post: operations["send-notice-case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/snooze": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Hide a case until a time
         * @description Needs the right cases.write.
         */
        put: operations["snooze-case"];
        post?: never;
        /**
         * Show a case again
         * @description Needs the right cases.write.
         */
        delete: operations["wake-case"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/tags": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Replace the tags, which are kept in clear text
         * @description Needs the right cases.write.
         */
        put: operations["tag-case"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/take": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to look at a case
         * @description Needs the right cases.write.
         */
        post: operations["take-case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/timeline": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was done and what happened, with both clocks
         * @description Needs the right cases.read.
         */
        get: operations["get-case-timeline"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/uphold": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Uphold a decision on appeal
         * @description Needs the right cases.approve.
         */
        post: operations["uphold-case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{id}/withdraw": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a decision back
         * @description Needs the right cases.propose.
         */
        post: operations["withdraw-case"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/colleagues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who works on cases, by name
         * @description Needs the right cases.read.
         */
        get: operations["list-colleagues"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was sent to whom, newest first
         * @description Needs the right settings.read.
         */
        get: operations["list-deliveries"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{id}/attempts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Each try to deliver
         * @description Needs the right settings.read.
         */
        get: operations["list-attempts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/deliveries/{id}/redeliver": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an event once more
         * @description Needs the right webhooks.write.
         */
        post: operations["redeliver"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/disputes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What people said, oldest first
         * @description Needs the right disputes.write.
         */
        get: operations["list-disputes"];
        put?: never;
        /**
         * Enter a dispute that came by mail or phone
         * @description Needs the right disputes.write.
         */
        post: operations["enter-dispute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/disputes/{id}/answer": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer a dispute, which closes it
         * @description Needs the right disputes.write.
         */
        post: operations["answer-dispute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/disputes/{id}/case": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Say which case a dispute is about
         * @description Needs the right disputes.write.
         */
        put: operations["link-dispute"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/disputes/{id}/corrections": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take a correction over and judge again
         * @description Needs the right disputes.write.
         */
        post: operations["correct-value"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is told of events
         * @description Needs the right settings.read.
         */
        get: operations["list-endpoints"];
        put?: never;
        /**
         * Tell somebody of events
         * @description The signing secret of a webhook is in the answer and is not shown again. Needs the right webhooks.write.
         */
        post: operations["create-endpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One endpoint
         * @description Needs the right settings.read.
         */
        get: operations["get-endpoint"];
        /**
         * Change an endpoint, or switch it on again
         * @description Needs the right webhooks.write.
         */
        put: operations["update-endpoint"];
        post?: never;
        /**
         * Remove an endpoint and its log
         * @description Needs the right webhooks.write.
         */
        delete: operations["delete-endpoint"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send what an endpoint missed while it was off
         * @description Needs the right webhooks.write.
         */
        post: operations["replay"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{id}/secret": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make a new signing secret; the old one signs too for a day
         * @description Needs the right webhooks.write.
         */
        post: operations["rotate-secret"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/endpoints/{id}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a test
         * @description Needs the right webhooks.write.
         */
        post: operations["test-endpoint"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What checks found, by person in the order of the queue
         * @description Needs the right subjects.read.
         */
        get: operations["list-findings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/identifiers/find": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Who holds a value; asks for a purpose
         * @description Needs the right search.
         */
        post: operations["find-identifier"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/identifiers/{key}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who holds a value, by its key
         * @description Needs the right subjects.read.
         */
        get: operations["get-identifier"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/impact": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was decided in a span of time, how long it took, and how often rules were right; it names nobody
         * @description Somebody who is confined to end clients gets theirs. Needs the right overview.read.
         */
        get: operations["get-impact"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Imports, newest first
         * @description Needs the right sources.read.
         */
        get: operations["list-imports"];
        put?: never;
        /**
         * Begin an import, to which files can be added
         * @description Needs the right records.write.
         */
        post: operations["begin-import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One import, with how far it has come
         * @description Needs the right sources.read.
         */
        get: operations["get-import"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End an import; what was read by then stays
         * @description Needs the right records.write.
         */
        post: operations["cancel-import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/files": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add files: multipart parts named file, each as large as 4 GiB
         * @description The file name of a part may hold folders. A part named modified before it says when the export was made (RFC 3339). A file of the same name takes the place of the one before. Needs the right records.write.
         */
        post: operations["add-import-files"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read again the files of which something was set aside
         * @description Needs the right sources.write.
         */
        post: operations["retry-import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{id}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read the files
         * @description Needs the right records.write.
         */
        post: operations["start-import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a first password by an invitation
         * @description An invitation works once, for a day.
         */
        post: operations["redeem-invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Background work, newest first
         * @description Needs the right settings.read.
         */
        get: operations["list-jobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/jobs/{id}/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Run a job once more
         * @description Needs the right settings.write.
         */
        post: operations["retry-job"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ladders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set the follow-ups of a job for cases that are opened from now on: the same for everybody
         * @description Needs the right rules.write.
         */
        post: operations["fix-ladder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mappings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How files are read that no source knows
         * @description Needs the right sources.read.
         */
        get: operations["list-mappings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mappings/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Propose a mapping for the beginning of a file, or try one on it; nothing is kept
         * @description Needs the right sources.write.
         */
        post: operations["preview-mapping"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mappings/vocabulary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The words that a mapping is written in
         * @description Needs the right sources.read.
         */
        get: operations["get-vocabulary"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/mappings/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Keep a mapping; it holds for files that are read from now on
         * @description Needs the right sources.write.
         */
        put: operations["put-mapping"];
        post?: never;
        /**
         * Remove a mapping; its versions stay
         * @description Needs the right sources.write.
         */
        delete: operations["delete-mapping"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Figures of the workspace, without anybody's data
         * @description Somebody who is confined to end clients gets theirs. Needs the right overview.read.
         */
        get: operations["get-overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What holds in the workspace: jurisdictions, retention, templates
         * @description Needs the right rules.read.
         */
        get: operations["get-policy"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What waits for a second admin
         * @description Needs the right people.read.
         */
        get: operations["list-proposals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/proposals/{id}/agree": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Agree as the second admin
         * @description Needs the right people.write.
         */
        post: operations["agree-proposal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/public/disputes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Dispute what is held of you; nobody needs an account for it
         * @description The answer is the same whether or not the notice's reference is known.
         */
        post: operations["take-dispute"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/public/disputes/status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** How a dispute stands, by the code that taking it returned */
        post: operations["get-dispute-status"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was set aside, newest first
         * @description Needs the right sources.read.
         */
        get: operations["list-quarantine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/quarantine/drop": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Forget what was set aside, with a reason
         * @description Needs the right sources.write.
         */
        post: operations["drop-quarantine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/quarantine/retry": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Read again every file of which something was set aside and that is still here
         * @description What was accepted of them comes back as duplicate. A file that is no longer here has to be handed in again. Needs the right sources.write.
         */
        post: operations["retry-quarantine"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/records": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add records as a stream of JSON lines
         * @description The answer is a stream too: for each line that is not empty, in order, {line, status, reason, detail}, as soon as it is durable. What was not answered may or may not have been kept; sending it again does no harm. Needs the right records.write.
         */
        post: operations["add-records"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Clusters of linked people, most urgent first
         * @description Needs the right subjects.read.
         */
        get: operations["list-rings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rings/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One ring, with the values that hold it together
         * @description Needs the right subjects.read.
         */
        get: operations["get-ring"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The checks, what they mean and what they do not
         * @description Needs the right rules.read.
         */
        get: operations["list-rules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/search": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Find a person by name, mail or phone, or a case by id; asks for a purpose
         * @description The purpose, by what was searched and how many were found go to the audit log; what was looked for does not. Needs the right search.
         */
        post: operations["search"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/searches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who looked people up outside a case, and why, newest first
         * @description Needs the right audit.read.
         */
        get: operations["list-searches"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is signed in, and what they may do
         * @description Needs the right account.
         */
        get: operations["get-session"];
        put?: never;
        /**
         * Sign in by password and code
         * @description Sets a cookie. Failures are answered alike for names that exist and names that do not.
         */
        post: operations["sign-in"];
        /**
         * End this session
         * @description Needs the right account.
         */
        delete: operations["sign-out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in by a passkey
         * @description Sets a cookie.
         */
        post: operations["sign-in-passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/passkey/options": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to sign in by a passkey
         * @description Answers alike for logins that exist and logins that do not. Give a login only for a security key that keeps no account names.
         */
        post: operations["ask-passkey"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session/ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How one can sign in here */
        get: operations["list-ways"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The general settings, as they hold
         * @description Needs the right settings.read.
         */
        get: operations["get-settings"];
        /**
         * Change the general settings
         * @description What the config file of the server names is read-only here; sending it back as it is does no harm. Needs the right settings.write.
         */
        put: operations["put-settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings/history/{part}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The versions of a part of the settings, newest first
         * @description Needs the right settings.read.
         */
        get: operations["get-settings-history"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * How checks are switched
         * @description Needs the right rules.read.
         */
        get: operations["get-rule-settings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings/rules/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Switch a check on or off: for everybody, or for all candidates of a job
         * @description Everybody is judged anew. A check is never switched for a person; POST /suppressions hides one finding for a while. Needs the right rules.write.
         */
        put: operations["put-rule-settings"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/settings/workflow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Waiting periods, retention and texts: the presets and what was set in their place
         * @description Needs the right settings.read.
         */
        get: operations["get-workflow"];
        /**
         * Set waiting periods, retention and texts; no floor can be gone below
         * @description Needs the right policy.write.
         */
        put: operations["put-workflow"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/setup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Make the first admin by the token that the server printed
         * @description The token works once, for a quarter of an hour.
         */
        post: operations["set-up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What can be read, and when it came last
         * @description Needs the right sources.read.
         */
        get: operations["list-sources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subjects": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * People about whom something is to be said, most urgent first
         * @description Needs the right checks.read.
         */
        get: operations["list-subjects"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subjects/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One person, with findings and what speaks against them
         * @description Needs the right checks.read.
         */
        get: operations["get-subject"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subjects/{id}/erase": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Destroy what is kept of a person; a tombstone without personal data stays
         * @description Needs the right subjects.erase.
         */
        post: operations["erase-subject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subjects/{id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A copy for the person of what review holds of them; other people are taken out
         * @description Needs the right subjects.export.
         */
        post: operations["export-subject"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subjects/{id}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whom a person shares values with, and which
         * @description Needs the right subjects.read.
         */
        get: operations["list-links"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subjects/{id}/places": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Where a person says to be, where equipment went, where sign-ins came from
         * @description Needs the right subjects.read.
         */
        get: operations["list-places"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/subjects/{id}/sun": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Day and night at the place that a person claims
         * @description Needs the right subjects.read.
         */
        get: operations["get-sun"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/suppressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Hide one rule's findings about one person until a date
         * @description Needs the right rules.suppress.
         */
        post: operations["suppress-rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/suppressions/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How much a suppression would hide; changes nothing
         * @description Needs the right rules.suppress.
         */
        post: operations["preview-suppression"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/suppressions/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Show the findings again
         * @description Needs the right rules.suppress.
         */
        delete: operations["end-suppression"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Tokens of programs, without their secrets
         * @description Needs the right people.read.
         */
        get: operations["list-tokens"];
        put?: never;
        /**
         * Make a token; its secret is shown this once
         * @description Needs the right tokens.write.
         */
        post: operations["create-token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/tokens/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End a token at once
         * @description Needs the right tokens.write.
         */
        delete: operations["revoke-token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * People with accounts
         * @description Needs the right people.read.
         */
        get: operations["list-users"];
        put?: never;
        /**
         * Make an account, without a role
         * @description Needs the right people.write.
         */
        post: operations["create-user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/disable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Shut an account and end its sessions
         * @description Needs the right people.write.
         */
        post: operations["disable-user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/enable": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Open an account again
         * @description Needs the right people.write.
         */
        post: operations["enable-user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * A token by which the person sets a first password
         * @description Needs the right people.write.
         */
        post: operations["invite-user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Propose new credentials for somebody who lost theirs
         * @description Needs the right people.write.
         */
        post: operations["reset-user"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{id}/roles/{role}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Give a role, or propose it to a second admin
         * @description Needs the right people.write.
         */
        put: operations["give-role"];
        post?: never;
        /**
         * Take a role away
         * @description Needs the right people.write.
         */
        delete: operations["take-role"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One's own saved views and those that are shared
         * @description Needs the right views.
         */
        get: operations["list-views"];
        put?: never;
        /**
         * Save a view
         * @description A filter has members of a known set by page, and no free text: who was searched for is not kept. Needs the right views.
         */
        post: operations["create-view"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/views/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * One saved view
         * @description Needs the right views.
         */
        get: operations["get-view"];
        /**
         * Change a view; a shared one by its owner, or whoever may change settings
         * @description Needs the right views.
         */
        put: operations["update-view"];
        post?: never;
        /**
         * Remove a view
         * @description Needs the right views.
         */
        delete: operations["delete-view"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        AboutOutBody: {
            name: string;
            /** @description Of the program */
            version: string;
            workspace: string;
        };
        Access: {
            cases: components["schemas"]["AccessCase"][];
            disputes: components["schemas"]["AccessDispute"][];
            held?: components["schemas"]["Held"];
            /** Format: date-time */
            made_at?: string;
            person: string;
            withheld: string[];
        };
        AccessCase: {
            /** Format: date-time */
            closed_at?: string;
            decisions: components["schemas"]["AccessDecision"][];
            id: string;
            jurisdiction: string;
            /** Format: date-time */
            kept_until?: string;
            measures: string[];
            notes: string[];
            /** Format: date-time */
            opened_at?: string;
            outcome: string;
            seen: components["schemas"]["AccessFinding"][];
            state: string;
            timeline: components["schemas"]["AccessEvent"][];
        };
        AccessDecision: {
            appeals: string[];
            /** Format: date-time */
            ended_at?: string;
            /** Format: date-time */
            final_at?: string;
            notice: string;
            outcome: string;
            reasons: string[];
            responses: string[];
            /** Format: date-time */
            wait_until?: string;
        };
        AccessDispute: {
            answer: string;
            /** Format: date-time */
            received_at?: string;
            text: string;
        };
        AccessEvent: {
            action: string;
            /** Format: date-time */
            at?: string;
            by: string;
            /** Format: date-time */
            occurred_at?: string;
        };
        AccessEvidence: {
            claim: string;
            observed: string;
            source: string;
        };
        AccessFinding: {
            counter: string[];
            evidence: components["schemas"]["AccessEvidence"][];
            innocent: string[];
            rule: string;
            sentence: string;
            /** Format: date-time */
            shown_at?: string;
            strength: string;
            /** Format: int64 */
            version: number;
        };
        AddPasskeyInBody: {
            /** @description The credential as the browser's toJSON gives it */
            answer: {
                [key: string]: unknown;
            };
            id: string;
            name: string;
        };
        AgreeOutBody: {
            /** @description For new credentials: what the person sets a password by; shown this once */
            token?: string;
        };
        AskPasskeyInBody: {
            login?: string;
        };
        AssignInBody: {
            /** @description Id of a person with an account; empty for nobody */
            assignee: string;
        };
        Attempt: {
            /** Format: date-time */
            at: string;
            fault?: string;
            /** Format: double */
            seconds: number;
            /**
             * Format: int64
             * @description What was answered; absent when nothing was
             */
            status?: number;
        };
        AttemptsOutBody: {
            attempts: components["schemas"]["Attempt"][];
        };
        AuditCheckpoint: {
            /** Format: date-time */
            at: string;
            /** @description Public keys of the log, the newest last */
            keys: string[];
            /** @description As signed: keep it elsewhere, it proves later that nothing was changed or cut off */
            note: string;
            /** @description RFC 6962 root hash over them, base64 */
            root: string;
            /**
             * Format: int64
             * @description Entries that it covers
             */
            size: number;
        };
        AuditEntry: {
            action: string;
            /** @description Id of a person or token; absent for Daylight itself */
            actor?: string;
            /** Format: date-time */
            at: string;
            details?: {
                [key: string]: string;
            };
            /**
             * Format: int64
             * @description Its place in the log, from 0
             */
            index: number;
            /** @enum {string} */
            kind: "person" | "token" | "system";
            object_id?: string;
            object_type?: string;
            role?: string;
            why?: string;
        };
        AuditOutBody: {
            entries: components["schemas"]["AuditEntry"][];
            /** @description Cursor of the next page; absent on the last one */
            next?: string;
        };
        AuditReport: {
            /**
             * Format: int64
             * @description That were verified
             */
            entries: number;
            /** @description The first thing that is wrong */
            fault?: string;
            ok: boolean;
            /** @description And what it does not prove, in sentences */
            proves: string[];
            /** Format: double */
            seconds: number;
        };
        Case: {
            assignee?: string;
            erased?: boolean;
            id: string;
            job?: string;
            jurisdiction?: string;
            /** @enum {string} */
            kind: "person" | "ring";
            /**
             * Format: date-time
             * @description Rejected or withdrawn in the tracker while nobody had decided
             */
            left_undecided_at?: string;
            /** @description Of the person, or one of each member of the ring, as the employer's systems write them */
            names: string[];
            /** Format: date-time */
            opened_at: string;
            outcome?: string;
            ring?: string;
            /** Format: date-time */
            snoozed_until?: string;
            stage: string;
            state: string;
            subject?: string;
            tier: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: int64 */
            version: number;
            /**
             * Format: date-time
             * @description End of the waiting period
             */
            wait_until?: string;
        };
        CaseAppeal: {
            /** Format: date-time */
            decided_at?: string;
            decided_by?: string;
            /** Format: date-time */
            lodged_at: string;
            reason?: string;
            text: string;
            upheld: boolean;
        };
        CaseAttachment: {
            /** Format: date-time */
            at: string;
            by: string;
            id: string;
            name: string;
            sha256: string;
            /** Format: int64 */
            size: number;
            type: string;
        };
        CaseContainment: {
            /** Format: date-time */
            approved_at?: string;
            approved_by?: string;
            /** Format: date-time */
            asked_at: string;
            asked_by: string;
            /** Format: date-time */
            ended_at?: string;
            ended_by?: string;
            /** Format: date-time */
            expires_at?: string;
            id: string;
            measure: string;
            reason: string;
            renews?: string;
        };
        CaseCountsOutBody: {
            /** @description How many the filter selects by stage of a working life, whatever stage it names */
            stages: {
                [key: string]: number;
            };
        };
        CaseDecision: {
            appeals: components["schemas"]["CaseAppeal"][];
            /** Format: date-time */
            approved_at?: string;
            approver?: string;
            approver_reason?: string;
            author: string;
            /** Format: date-time */
            delayed_until?: string;
            /** Format: date-time */
            ended_at?: string;
            ended_by?: string;
            ended_why?: string;
            /** Format: date-time */
            final_at?: string;
            final_by?: string;
            id: string;
            notice?: components["schemas"]["CaseNotice"];
            outcome: string;
            /** Format: date-time */
            proposed_at: string;
            reason: string;
            responses: components["schemas"]["CaseResponse"][];
            /** Format: date-time */
            wait_until?: string;
        };
        CaseDetail: {
            /** Format: date-time */
            as_of: string;
            assignee?: string;
            attachments: components["schemas"]["CaseAttachment"][];
            clients: string[];
            /** Format: date-time */
            closed_at?: string;
            containments: components["schemas"]["CaseContainment"][];
            decision?: components["schemas"]["CaseDecision"];
            erased?: boolean;
            findings: components["schemas"]["CaseFinding"][];
            follow_ups: components["schemas"]["CaseFollowUp"][];
            hold?: components["schemas"]["CaseHold"];
            id: string;
            identifiers: components["schemas"]["Value"][];
            job?: string;
            jurisdiction?: string;
            /** Format: date-time */
            keep_until?: string;
            /** @enum {string} */
            kind: "person" | "ring";
            /**
             * Format: date-time
             * @description Rejected or withdrawn in the tracker while nobody had decided
             */
            left_undecided_at?: string;
            members?: string[];
            /** @description Of the person, or one of each member of the ring, as the employer's systems write them */
            names: string[];
            notes: components["schemas"]["CaseNote"][];
            /** Format: date-time */
            opened_at: string;
            outcome?: string;
            past_decisions: components["schemas"]["CaseDecision"][];
            /** @description Why the tier is what it is */
            reason: string;
            ring?: string;
            /**
             * Format: int64
             * @description How often the evidence has changed, and once
             */
            snapshots: number;
            /** Format: date-time */
            snoozed_until?: string;
            stage: string;
            state: string;
            subject?: string;
            tags: string[];
            tier: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: int64 */
            version: number;
            /**
             * Format: date-time
             * @description End of the waiting period
             */
            wait_until?: string;
        };
        CaseFinding: {
            /** Format: int64 */
            bits: number;
            counter?: string[];
            evidence?: components["schemas"]["Evidence"][];
            family: string;
            fingerprint: string;
            /** @description Your role does not see what this rests on */
            hidden?: boolean;
            innocent?: string[];
            lowered?: string;
            missing?: string[];
            /** @description You have opened its evidence */
            opened_by_me: boolean;
            /** @enum {string} */
            outcome: "hit" | "not-enough-data";
            rule: string;
            sentence?: string;
            strength: string;
            subject?: string;
            title: string;
            /** Format: int64 */
            version: number;
        };
        CaseFollowUp: {
            /** Format: date-time */
            asked_at: string;
            asked_by: string;
            /** Format: date-time */
            done_at?: string;
            done_by?: string;
            id: string;
            result?: string;
            step: string;
        };
        CaseHold: {
            /** Format: date-time */
            at: string;
            by: string;
            reason: string;
        };
        CaseMove: {
            /** @description How the notice went out, or how its receipt is known */
            channel?: string;
            /** @description Keys of the case's identifiers that belong to that owner */
            misused?: string[];
            /** @description What the person is told; {reference} stands for the code by which they can answer */
            notice?: string;
            /**
             * Format: date-time
             * @description When it happened outside, where that is not now
             */
            occurred_at?: string;
            /** @enum {string} */
            outcome?: "explained" | "no-concern" | "inconclusive" | "account-taken-over" | "identity-misused" | "confirmed";
            /** @description In your own words */
            reason?: string;
            /** @description Of the job's ladder, to ask for an interview check */
            step?: string;
            /** @description Subject who owns a misused identity */
            victim?: string;
        };
        CaseNote: {
            /** Format: date-time */
            at: string;
            by: string;
            id: string;
            text: string;
        };
        CaseNotice: {
            channel: string;
            /** Format: date-time */
            received_at?: string;
            /** @description How receipt is known */
            received_by?: string;
            /** @description Code by which the person can answer without an account */
            reference: string;
            /** Format: date-time */
            sent_at: string;
            sent_by: string;
            text: string;
        };
        CaseOption: {
            action: string;
            /** @description In plain words; none means that it can be done now */
            missing: string[];
            to: string;
        };
        CaseRef: {
            id: string;
            /** Format: int64 */
            version: number;
        };
        CaseResponse: {
            answer?: string;
            /** Format: date-time */
            answered_at?: string;
            answered_by?: string;
            id: string;
            /** Format: date-time */
            received_at: string;
            text: string;
        };
        CasesOutBody: {
            cases: components["schemas"]["Case"][];
            /** @description Cursor of the next page; absent on the last one */
            next?: string;
        };
        CeremonyOutBody: {
            /** @description Goes back with the answer */
            id: string;
            /** @description For the browser: what parseRequestOptionsFromJSON or parseCreationOptionsFromJSON takes */
            options: {
                [key: string]: unknown;
            };
        };
        ClearInBody: {
            cases: components["schemas"]["CaseRef"][];
            /** @enum {string} */
            outcome: "explained" | "no-concern" | "inconclusive";
            reason: string;
        };
        ClearOutBody: {
            cases: components["schemas"]["Cleared"][];
        };
        Cleared: {
            cleared: boolean;
            id: string;
            problem?: components["schemas"]["Problem"];
        };
        CodeInBody: {
            code: string;
        };
        CodeOutBody: {
            /** @description Keep it: it shows how things stand, and it is not shown again */
            code: string;
        };
        Colleague: {
            id: string;
            name: string;
            /** @description Cases can be given to them */
            works: boolean;
        };
        ColleaguesOutBody: {
            colleagues: components["schemas"]["Colleague"][];
        };
        ContainInBody: {
            /** @enum {string} */
            measure: "session-revoke" | "device-lock" | "pay-review";
            reason: string;
            /** @description Containment that is about to end */
            renews?: string;
        };
        CorrectInBody: {
            field: string;
            /** @description Empty to leave the value out */
            is?: string;
            /** @description Key of the record that carried the value */
            record: string;
            was: string;
            why: string;
        };
        CorrectedAt: {
            /** Format: date-time */
            at: string;
            by: string;
            field: string;
            /** @description Empty where it is left out */
            is?: string;
            record: string;
            was: string;
            why: string;
        };
        Counts: {
            /** Format: int64 */
            accepted: number;
            /** Format: int64 */
            duplicate: number;
            /**
             * Format: int64
             * @description Refused: of people who were erased
             */
            erased: number;
            /**
             * Format: int64
             * @description Of the accepted: new content under a known key
             */
            new_versions: number;
            /**
             * Format: int64
             * @description Could not be read; the quarantine says why
             */
            set_aside: number;
            /**
             * Format: int64
             * @description Known by their kind, and carry nothing that is read
             */
            unused: number;
        };
        CreateTokenInBody: {
            /** Format: int64 */
            days: number;
            name: string;
            scopes: string[];
        };
        CreateUserInBody: {
            /** @description End clients the person is confined to */
            clients?: string[];
            login: string;
            name: string;
            /** @description The person signs in through the identity provider, and is known there by the login */
            provider?: boolean;
            /** @description The person's sub at the identity provider, in place of the login */
            subject?: string;
        };
        Data: {
            case?: string;
            checkpoint?: string;
            dispute?: string;
            endpoint?: string;
            /** Format: int64 */
            entries?: number;
            person?: string;
            ring?: string;
            rules?: string[];
            /** Format: date-time */
            since?: string;
            source?: string;
            state?: string;
            tier?: string;
        };
        DeliveriesOutBody: {
            deliveries: components["schemas"]["Delivery"][];
            /** @description Cursor of the next page; absent on the last one */
            next?: string;
        };
        Delivery: {
            /** Format: int64 */
            attempts: number;
            /** Format: date-time */
            created_at: string;
            data: components["schemas"]["Data"];
            /** Format: date-time */
            done_at?: string;
            endpoint: string;
            event: string;
            id: string;
            /** Format: date-time */
            next_at?: string;
            /** @enum {string} */
            state: "pending" | "delivered" | "failed";
            type: string;
        };
        Dispute: {
            answer?: string;
            /** Format: date-time */
            answered_at?: string;
            answered_by?: string;
            case?: string;
            channel: string;
            contact: string;
            /** @description What was set right, oldest first */
            corrections: components["schemas"]["CorrectedAt"][];
            id: string;
            /** Format: date-time */
            received_at: string;
            text: string;
            /** Format: int64 */
            version: number;
        };
        DisputeText: {
            /** @description How to reach you; not needed */
            contact?: string;
            /** @description From the notice, if there was one */
            reference?: string;
            text: string;
        };
        DisputesOutBody: {
            disputes: components["schemas"]["Dispute"][];
        };
        DropInBody: {
            /** @description Which; all, if none are named */
            ids?: number[];
            /** @enum {string} */
            reason: "mended-elsewhere" | "not-needed" | "sample-data" | "known-fault" | "other";
        };
        DroppedOutBody: {
            /** Format: int64 */
            dropped: number;
        };
        EarlierCase: {
            /** Format: date-time */
            closed_at?: string;
            /** Format: date-time */
            erased_at?: string;
            id: string;
            kind: string;
            /** Format: date-time */
            opened_at: string;
            outcome?: string;
            /** @description Kinds of identifiers that are shared */
            shared: string[];
            state: string;
        };
        EarlierOutBody: {
            cases: components["schemas"]["EarlierCase"][];
        };
        Endpoint: {
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            disabled_at?: string;
            /** @enum {string} */
            disabled_why?: "person" | "gone" | "failures";
            enabled: boolean;
            /** Format: date-time */
            failing_since?: string;
            /** Format: int64 */
            failures: number;
            id: string;
            kind: string;
            name: string;
            /** Format: date-time */
            old_secret_ends_at?: string;
            /** @description Shown once: when it was made */
            secret?: string;
            tier?: string;
            /** @description Empty for all */
            types: string[];
            /** Format: date-time */
            updated_at: string;
            /** Format: int64 */
            version: number;
            /** @description Address without what is secret in it */
            where: string;
        };
        EndpointDraft: {
            /** @description Of mail */
            address?: string;
            enabled: boolean;
            /** @enum {string} */
            kind: "webhook" | "slack" | "mail";
            name: string;
            /** @enum {string} */
            tier?: "urgent" | "review" | "watch";
            types?: string[];
            /** @description Of a webhook or Slack */
            url?: string;
        };
        EndpointsOutBody: {
            endpoints: components["schemas"]["Endpoint"][];
            /** @description Types of events that there are */
            types: string[];
        };
        EnterInBody: {
            /** @enum {string} */
            channel: "mail" | "phone";
            /** @description How to reach you; not needed */
            contact?: string;
            /** Format: date-time */
            received_at: string;
            /** @description From the notice, if there was one */
            reference?: string;
            text: string;
        };
        EraseInBody: {
            reason: string;
        };
        Evidence: {
            claim?: string;
            observed: string;
            others?: string[];
            records?: string[];
            source: string;
            value?: components["schemas"]["Value"];
        };
        Exposure: {
            /** @description By currency, over all time; empty for fewer than three people, unless the caller sees bank values */
            paid: {
                [key: string]: number;
            };
            /** Format: int64 */
            people: number;
            /**
             * Format: int64
             * @description Of these people, those of whom no pay is at hand
             */
            without_pay_records: number;
        };
        Fault: {
            what: string;
            /** @description Such as body.tier or query.limit */
            where?: string;
        };
        FindInBody: {
            /** @enum {string} */
            purpose: "incident" | "pay" | "dispute" | "subject-request" | "hiring" | "audit" | "other";
            /** @description In your own words; auditors read it */
            reason: string;
            /**
             * @description A bank account as its IBAN, or as routing number, space, account number
             * @enum {string}
             */
            type: "email" | "phone" | "profile-url" | "wallet" | "device-serial" | "device-mac" | "device-id" | "public-ip" | "gateway-mac" | "bssid" | "bank-account";
            what: string;
        };
        FindOutBody: {
            hub?: components["schemas"]["Hub"];
            /** @description Names the search in the audit log */
            id: string;
            /** @description The subjects, with names */
            people: components["schemas"]["Named"][];
            subjects: string[];
            value: components["schemas"]["Value"];
        };
        Finding: {
            /** Format: int64 */
            bits: number;
            counter?: string[];
            evidence?: components["schemas"]["Evidence"][];
            family: string;
            /** @description Your role does not see what this rests on */
            hidden?: boolean;
            innocent?: string[];
            lowered?: string;
            missing?: string[];
            /** @enum {string} */
            outcome: "hit" | "not-enough-data";
            rule: string;
            sentence?: string;
            strength: string;
            subject?: string;
            title: string;
            /** Format: int64 */
            version: number;
        };
        FindingsOutBody: {
            /** Format: date-time */
            as_of: string;
            findings: components["schemas"]["Finding"][];
            /** @description Cursor of the next page; absent on the last one */
            next?: string;
        };
        GeneralSettings: {
            /** @description End clients of a staffing firm: people can be confined to these only; none for no bounds */
            clients: string[];
            /** @description Address that links in messages begin with */
            console: string;
            /** @description In which the logins of new people must be; none for no bounds */
            mail_domains: string[];
            /** @description Of the workspace, for people */
            name: string;
            /** @description ISO country of phone numbers without a prefix, in records that come from now on */
            region: string;
            /**
             * Format: double
             * @description Times its usual gap after which a source counts as silent; 0 for the default
             */
            silence_factor: number;
        };
        GiveRoleInBody: {
            reason?: string;
        };
        GivenOutBody: {
            /** @description false: a second admin has to agree */
            given: boolean;
        };
        Held: {
            activity: components["schemas"]["HeldActivity"][];
            identifiers: components["schemas"]["HeldIdentifier"][];
            records: components["schemas"]["HeldRecord"][];
        };
        HeldActivity: {
            /** Format: int64 */
            count: number;
            /** Format: date-time */
            first_at?: string;
            /** Format: date-time */
            last_at?: string;
            network: string;
            operator: string;
            place: string;
        };
        HeldIdentifier: {
            /** Format: date-time */
            first_at?: string;
            /** Format: date-time */
            last_at?: string;
            role: string;
            type: string;
            value: string;
        };
        HeldRecord: {
            key: string;
            kind: string;
            /** Format: date-time */
            observed_at?: string;
            /** Format: date-time */
            occurred_at?: string;
            says: components["schemas"]["HeldValue"][];
            source: string;
        };
        HeldValue: {
            field: string;
            text: string;
        };
        HistoryOutBody: {
            versions: components["schemas"]["SettingsVersion"][];
        };
        Hours: {
            /** @description Monday to Sunday, each of 24 hours: 0 never, 1 to 4 in up to a quarter, half, three quarters and all of the weeks */
            days: number[][];
            place: string;
            /**
             * Format: int64
             * @description In which there was any activity
             */
            weeks: number;
            /** @description Of the claimed place */
            zone: string;
        };
        Hub: {
            kind: string;
            /** Format: int64 */
            persons: number;
            why: string;
        };
        Identifier: {
            hub?: components["schemas"]["Hub"];
            /** @description The subjects, with names */
            people: components["schemas"]["Named"][];
            subjects: string[];
            value: components["schemas"]["Value"];
        };
        Impact: {
            actions: {
                [key: string]: number;
            };
            /** @description By outcome */
            closed: {
                [key: string]: number;
            };
            /** @description Closed, by where in a working life the person stood */
            closed_stages: {
                [key: string]: number;
            };
            /** @description Wages paid to people whose cases were confirmed; absent for who may not see cases */
            exposure?: components["schemas"]["Exposure"];
            /** Format: date-time */
            from: string;
            /**
             * Format: int64
             * @description Rejected or withdrawn in the tracker while nobody had decided; it should be nought
             */
            left_undecided: number;
            /**
             * Format: double
             * @description Half of what was closed was open this long at most
             */
            median_open_seconds: number;
            /**
             * Format: double
             * @description Nine in ten of what was closed was open this long at most
             */
            most_open_seconds: number;
            /** @description By tier */
            opened: {
                [key: string]: number;
            };
            /**
             * Format: double
             * @description Share of proposals that did not stand
             */
            overruled: number;
            /** @description How cases ended in which the rule had a hit */
            rules: components["schemas"]["RulePrecision"][];
            /** Format: date-time */
            to: string;
            /** @description Not closed as of now, by state */
            waiting: {
                [key: string]: number;
            };
            weeks: components["schemas"]["ImpactWeek"][];
        };
        ImpactWeek: {
            /** Format: int64 */
            closed: number;
            /** Format: date-time */
            from: string;
            /** Format: int64 */
            opened: number;
        };
        Import: {
            /** Format: date-time */
            at: string;
            by: string;
            counts: components["schemas"]["Counts"];
            /** Format: date-time */
            ended_at?: string;
            files: components["schemas"]["ImportFile"][];
            id: string;
            problem?: string;
            /** @description While it is read */
            progress?: components["schemas"]["ImportProgress"];
            /** Format: date-time */
            started_at?: string;
            /** @enum {string} */
            state: "open" | "waiting" | "running" | "done" | "failed" | "cancelled";
        };
        ImportFile: {
            /** @description Its bytes are still here, sealed, so that it can be read again */
            kept: boolean;
            /** Format: date-time */
            modified_at: string;
            name: string;
            /** @description The file itself, or the members of an archive; empty until it is read */
            parts: components["schemas"]["ImportPart"][];
            /** Format: int64 */
            size: number;
        };
        ImportPart: {
            counts: components["schemas"]["Counts"];
            /** @description Read to its end */
            done: boolean;
            member?: string;
            shape?: string;
            /** @description As what it was recognised */
            source?: string;
        };
        ImportProgress: {
            /** Format: int64 */
            bytes: number;
            /** Format: int64 */
            bytes_total: number;
            file: string;
            /** Format: int64 */
            files: number;
            /** Format: int64 */
            files_done: number;
            /** Format: int64 */
            records: number;
        };
        ImportsOutBody: {
            imports: components["schemas"]["Import"][];
            /** @description Cursor of the next page; absent on the last one */
            next?: string;
        };
        Incoming: {
            /** Format: date-time */
            last_record_at: string;
            /** @description No record for longer than is usual */
            silent: boolean;
            source: string;
        };
        Job: {
            /** Format: int64 */
            attempts: number;
            /** Format: date-time */
            done_at?: string;
            error?: string;
            id: string;
            /** Format: date-time */
            made_at: string;
            /** Format: date-time */
            next_at?: string;
            /** @enum {string} */
            state: "waiting" | "running" | "retrying" | "done" | "failed";
            task: string;
        };
        JobsOutBody: {
            jobs: components["schemas"]["Job"][];
        };
        Jurisdiction: {
            /** @description statute, practice or product */
            basis: string;
            business_days: boolean;
            /** Format: int64 */
            days: number;
            /** Format: int64 */
            dispute_days: number;
            id: string;
            source: string;
            title: string;
        };
        Keys: {
            candidate_ids: string[];
            emails: string[];
            employee_ids: string[];
        };
        LadderInBody: {
            job: string;
            steps: components["schemas"]["LadderStep"][];
        };
        LadderStep: {
            id: string;
            title: string;
        };
        Link: {
            a: string;
            b: string;
            /** Format: int64 */
            bits: number;
            hard: boolean;
            /** @description Strong enough to hold a ring together */
            holds: boolean;
            shared: components["schemas"]["Shared"][];
        };
        LinkInBody: {
            case: string;
        };
        LinksOutBody: {
            /** Format: date-time */
            as_of: string;
            links: components["schemas"]["Link"][];
            /** @description The people at both ends, with names */
            people: components["schemas"]["Named"][];
        };
        Made: {
            /**
             * Format: int64
             * @description How many are sent
             */
            events?: number;
            id?: string;
        };
        Mapping: {
            enabled: boolean;
            name: string;
            /** @description Why it reads nothing */
            problem?: string;
            /** @description The config file of the server holds it */
            read_only: boolean;
            /** @description Not of those in the config file */
            yaml?: string;
        };
        MappingPreview: {
            columns: components["schemas"]["PreviewColumn"][];
            /** @description Why the mapping cannot be used, with lines */
            faults: string[];
            /** @description The source that reads the file without a mapping */
            known?: string;
            /** @description Why a proposal is as it is, and what is missing */
            notes: string[];
            /** @description What the first rows become */
            records: components["schemas"]["PreviewRecord"][];
            /** @description Rows that cannot be read, and why */
            set_aside: string[];
            yaml: string;
        };
        MappingsOutBody: {
            mappings: components["schemas"]["Mapping"][];
        };
        Me: {
            clients: string[];
            id: string;
            /** @enum {string} */
            kind: "person" | "token";
            /** @description A second factor is to be enrolled before anything else */
            needs_factor: boolean;
            /** @description What the caller may do */
            rights: string[];
            roles: string[];
            /** Format: date-time */
            signed_in_at: string;
        };
        Named: {
            id: string;
            names: string[];
            tier: string;
        };
        OpenInBody: {
            reason: string;
            subject: string;
        };
        OpeningInBody: {
            fingerprint: string;
        };
        OptionsOutBody: {
            /** @description The follow-ups of the case's job, in the order in which they are taken */
            ladder: components["schemas"]["LadderStep"][];
            options: components["schemas"]["CaseOption"][];
        };
        Overview: {
            /** Format: int64 */
            accounts: number;
            /** Format: date-time */
            as_of: string;
            /** @description These are the figures of the caller's end clients */
            confined: boolean;
            /** Format: double */
            evaluation_seconds: number;
            /** Format: int64 */
            events: number;
            /** @description What came, latest first */
            incoming: components["schemas"]["Incoming"][];
            /** Format: date-time */
            judged_at: string;
            /**
             * Format: int64
             * @description 0 for who is confined to end clients, as accounts and events
             */
            records: number;
            /** Format: int64 */
            rings: number;
            silent_sources: string[];
            /** @description Where those stand of whom something is said: applicant, worker, left */
            stages: {
                [key: string]: number;
            };
            /** Format: int64 */
            subjects: number;
            synthetic: boolean;
            tiers: {
                [key: string]: number;
            };
        };
        OwnSession: {
            browser: string;
            /** @description A second factor was proved */
            complete: boolean;
            id: string;
            /** Format: date-time */
            made_at: string;
            /** Format: date-time */
            seen_at: string;
            this_one: boolean;
        };
        PartTextBody: {
            text: string;
        };
        Passkey: {
            /** Format: date-time */
            created_at: string;
            id: string;
            name: string;
        };
        PasskeySignInBody: {
            /** @description The credential as the browser's toJSON gives it */
            answer: {
                [key: string]: unknown;
            };
            id: string;
        };
        PasskeysOutBody: {
            passkeys: components["schemas"]["Passkey"][];
        };
        PasswordInBody: {
            new: string;
            old: string;
        };
        PlaceInBody: {
            job: string;
            jurisdiction: string;
        };
        PlacesOutBody: {
            /** Format: date-time */
            as_of: string;
            /** @description Your role does not see where sign-ins came from */
            hidden: boolean;
            places: components["schemas"]["Spot"][];
        };
        PolicyOutBody: {
            jurisdictions: components["schemas"]["Jurisdiction"][];
            /**
             * Format: int64
             * @description Words of a reason that must be somebody's own
             */
            own_words: number;
            /** @description The line that names both outcome and jurisdiction holds before those with * */
            retention: components["schemas"]["Retention"][];
            templates: components["schemas"]["Template"][];
        };
        PreviewColumn: {
            name: string;
            /** @description The protected attribute that it names: it cannot be read */
            refused?: string;
            samples: string[];
        };
        PreviewInBody: {
            rule: string;
            subject: string;
        };
        PreviewOutBody: {
            /**
             * Format: int64
             * @description Would be hidden
             */
            findings: number;
            tier_after: string;
            tier_before: string;
        };
        PreviewRecord: {
            /** @description By which it joins */
            keys: {
                [key: string]: string;
            };
            kind: string;
            /** Format: int64 */
            line: number;
            /** @description By field */
            values: {
                [key: string]: string;
            };
        };
        Problem: {
            /** @description What was done since you read it */
            changed?: string[];
            /** @description Stable; programs branch on it */
            code: string;
            /** @description What happened here, for people */
            detail?: string;
            /** @description What is wrong with the request */
            faults?: components["schemas"]["Fault"][];
            /** @description What has to be done first, in plain words */
            missing?: string[];
            /** @description Names the request in the server's log */
            request_id?: string;
            /** Format: int64 */
            status: number;
            /** @description The same for every problem of a code */
            title: string;
            /** @description urn:daylight:problem: and the code */
            type: string;
        };
        Proposal: {
            /** Format: date-time */
            at: string;
            by: string;
            id: string;
            reason?: string;
            role?: string;
            user: string;
            what: string;
        };
        ProposalsOutBody: {
            proposals: components["schemas"]["Proposal"][];
        };
        PutMappingInBody: {
            enabled: boolean;
            yaml: string;
        };
        QuarantineOutBody: {
            items: components["schemas"]["Quarantined"][];
            /** @description Cursor of the next page; absent on the last one */
            next?: string;
            /** Format: int64 */
            total: number;
        };
        Quarantined: {
            /** Format: date-time */
            at: string;
            /** @description What was wrong, and the remedy where there is one */
            detail?: string;
            file: string;
            /** Format: int64 */
            id: number;
            /** @description By which it came, if somebody handed it in */
            import?: string;
            /**
             * Format: int64
             * @description Line of the text or row of the sheet
             */
            line?: number;
            /**
             * Format: int64
             * @description Byte of the text
             */
            offset?: number;
            /** @description A short code, such as truncated */
            reason: string;
            source?: string;
        };
        ReasonInBody: {
            reason: string;
        };
        RecoveryOutBody: {
            /** @description Each works once; shown this once */
            recovery_codes: string[];
        };
        RedeemInBody: {
            password: string;
            token: string;
        };
        RenamePasskeyInBody: {
            name: string;
        };
        ReplayInBody: {
            /**
             * Format: date-time
             * @description Events are kept for 30 days
             */
            since: string;
        };
        RespondInBody: {
            /** Format: date-time */
            received_at: string;
            text: string;
        };
        Retention: {
            /**
             * Format: int64
             * @description After closing, then everything but keyed hashes goes
             */
            case_days: number;
            /** @description * for any */
            jurisdiction: string;
            /**
             * Format: int64
             * @description After closing, then the keyed hashes go too
             */
            keyed_days: number;
            /** @description * for any */
            outcome: string;
            /** @description Set here; on the way in it has no meaning */
            own?: boolean;
            source: string;
        };
        RetriedOutBody: {
            /**
             * Format: int64
             * @description That are read again
             */
            files: number;
        };
        Ring: {
            /** @description Indexes of the smallest set of links that holds it */
            core?: number[];
            id: string;
            links?: components["schemas"]["Link"][];
            members: string[];
            /** @description The members, with names */
            people: components["schemas"]["Named"][];
            tier: string;
        };
        RingsOutBody: {
            /** Format: date-time */
            as_of: string;
            /** @description Cursor of the next page; absent on the last one */
            next?: string;
            rings: components["schemas"]["Ring"][];
        };
        RoleGrant: {
            role: string;
            /** Format: date-time */
            since: string;
        };
        Rule: {
            /** @description The data at hand are enough for it */
            answers: boolean;
            ask: string[];
            ceiling: string;
            data: string;
            enabled: boolean;
            fairness: string;
            /**
             * Format: int64
             * @description People of whom it says something now
             */
            hits: number;
            id: string;
            innocent: string[];
            means: string;
            means_not: string;
            /** @description Titles of jobs for all of whose candidates it is off */
            off_for: string[];
            /** @description The config file of the server switches it */
            read_only: boolean;
            source: string;
            stage: string;
            title: string;
            /** Format: int64 */
            version: number;
        };
        RulePrecision: {
            /** Format: int64 */
            confirmed: number;
            /** Format: int64 */
            inconclusive: number;
            /** Format: int64 */
            innocent: number;
            /**
             * Format: int64
             * @description The concern was real and the person a victim
             */
            misused: number;
            /**
             * Format: double
             * @description Share of decided cases in which the concern was real; absent where fewer than five were decided
             */
            precision?: number;
            rule: string;
        };
        RuleSettings: {
            enabled: boolean;
            /** @description Titles of jobs for all of whose candidates it is off */
            off_for: string[];
            /** @description Needed where something is switched off */
            why: string;
        };
        RuleSettingsOutBody: {
            /** @description Rules that the config file of the server switches */
            read_only: string[];
            /** @description By rule; those that are not named are on */
            rules: {
                [key: string]: components["schemas"]["RuleSettings"];
            };
        };
        RulesOutBody: {
            rules: components["schemas"]["Rule"][];
        };
        SavedView: {
            /** @description Member of the page's filter to the values that fit */
            filter: {
                [key: string]: string[] | null;
            };
            id: string;
            mine: boolean;
            name: string;
            owner: string;
            /** @enum {string} */
            page: "queue" | "rings" | "subjects" | "rules" | "sources" | "imports" | "audit";
            /**
             * Format: int64
             * @description Where it stands among the views of its page
             */
            place?: number;
            /** @description Everybody in the workspace sees it */
            shared?: boolean;
            sort?: string;
            /** Format: date-time */
            updated_at: string;
            /** Format: int64 */
            version: number;
        };
        SearchInBody: {
            /** @enum {string} */
            by: "name" | "mail" | "phone" | "case";
            /** @enum {string} */
            purpose: "incident" | "pay" | "dispute" | "subject-request" | "hiring" | "audit" | "other";
            /** @description In your own words; auditors read it */
            reason: string;
            what: string;
        };
        SearchLine: {
            /** @description Id of a person or token */
            actor: string;
            /** Format: date-time */
            at: string;
            /** @enum {string} */
            by: "name" | "mail" | "phone" | "case" | "value";
            /** Format: int64 */
            found: number;
            id: string;
            purpose: string;
            reason: string;
        };
        SearchOutBody: {
            /** Format: date-time */
            as_of: string;
            /** @description Of these people, or the one that was asked for */
            cases: components["schemas"]["Case"][];
            /** @description Names the search in the audit log */
            id: string;
            /** @description There may be more: say more of the name */
            more: boolean;
            people: components["schemas"]["Subject"][];
        };
        SearchesOutBody: {
            /** @description Cursor of the next page; absent on the last one */
            next?: string;
            searches: components["schemas"]["SearchLine"][];
        };
        SecretOutBody: {
            /** @description Shown this once */
            token: string;
        };
        SessionsOutBody: {
            sessions: components["schemas"]["OwnSession"][];
        };
        SetUpInBody: {
            login: string;
            name: string;
            password: string;
            token: string;
        };
        SettingsOutBody: {
            /** @description End clients of a staffing firm: people can be confined to these only; none for no bounds */
            clients: string[];
            /** @description Address that links in messages begin with */
            console: string;
            /** @description In which the logins of new people must be; none for no bounds */
            mail_domains: string[];
            /** @description Of the workspace, for people */
            name: string;
            /** @description What the config file of the server holds */
            read_only: string[];
            /** @description ISO country of phone numbers without a prefix, in records that come from now on */
            region: string;
            /**
             * Format: double
             * @description Times its usual gap after which a source counts as silent; 0 for the default
             */
            silence_factor: number;
        };
        SettingsVersion: {
            /** Format: date-time */
            at: string;
            by: string;
            /** @description What was set: members that are missing held by the config file or the presets */
            values: {
                [key: string]: unknown;
            };
            /** Format: int64 */
            version: number;
        };
        Shape: {
            formats: string[];
            name: string;
            permission: string;
            reach: string;
            title: string;
            where: string;
        };
        Shared: {
            /** Format: int64 */
            bits: number;
            family: string;
            /** @description Many honest people share it; it counts for nothing */
            hub: boolean;
            /** @description A system took it down on both sides */
            recorded: boolean;
            records?: string[];
            roles_a: string[];
            roles_b: string[];
            value: components["schemas"]["Value"];
        };
        SignInInBody: {
            /** @description Of the authenticator, or a recovery code */
            code?: string;
            login: string;
            password: string;
        };
        Source: {
            /**
             * Format: date-time
             * @description When records of it came last
             */
            last_record_at?: string;
            name: string;
            shapes: components["schemas"]["Shape"][];
            /** @description No record for three times the usual interval */
            silent: boolean;
            title: string;
        };
        SourcesOutBody: {
            sources: components["schemas"]["Source"][];
        };
        Spot: {
            /** Format: date-time */
            first_at?: string;
            /** @enum {string} */
            kind: "claimed" | "shipped" | "sign-in";
            /** Format: date-time */
            last_at?: string;
            /**
             * Format: double
             * @description Degrees, north positive
             */
            lat: number;
            /**
             * Format: double
             * @description Degrees, east positive
             */
            lon: number;
            name: string;
            /** @description The identity provider calls the network a proxy or VPN: the place is that of its exit */
            proxy?: boolean;
            /**
             * Format: double
             * @description It lies somewhere within this distance of the point
             */
            radius_km: number;
            source: string;
            /** @description IANA time zone, where one city is meant */
            zone?: string;
        };
        StatusInBody: {
            code: string;
        };
        StatusOutBody: {
            answer?: string;
            open: boolean;
            /** Format: date-time */
            received_at: string;
        };
        Subject: {
            /** Format: int64 */
            bits?: number;
            /**
             * Format: date-time
             * @description Somebody looked, and there is nothing left to ask
             */
            cleared_at?: string;
            id: string;
            /** @description As the employer's systems write them */
            names: string[];
            /** @description Somebody should look; it says nothing about guilt */
            needs_check: boolean;
            reason?: string;
            ring?: string;
            /** @description Checks that raised something */
            rules?: string[];
            /** @enum {string} */
            stage: "applicant" | "worker" | "left" | "unknown";
            /**
             * @description Only for roles that see evidence
             * @enum {string}
             */
            tier?: "urgent" | "review" | "watch" | "insufficient" | "none";
        };
        SubjectDetail: {
            /** Format: date-time */
            as_of: string;
            /** @description What to ask or do first */
            ask: string[];
            /** Format: int64 */
            bits?: number;
            /**
             * Format: int64
             * @description Checks that were made and found nothing
             */
            clear: number;
            /**
             * Format: date-time
             * @description Somebody looked, and there is nothing left to ask
             */
            cleared_at?: string;
            findings?: components["schemas"]["Finding"][];
            id: string;
            keys: components["schemas"]["Keys"];
            /** @description As the employer's systems write them */
            names: string[];
            /** @description Somebody should look; it says nothing about guilt */
            needs_check: boolean;
            reason?: string;
            ring?: string;
            /** @description Checks that raised something */
            rules?: string[];
            /** @enum {string} */
            stage: "applicant" | "worker" | "left" | "unknown";
            /**
             * @description Only for roles that see evidence
             * @enum {string}
             */
            tier?: "urgent" | "review" | "watch" | "insufficient" | "none";
        };
        SubjectsOutBody: {
            /** Format: date-time */
            as_of: string;
            /** @description Cursor of the next page; absent on the last one */
            next?: string;
            subjects: components["schemas"]["Subject"][];
        };
        SunDay: {
            /**
             * Format: date-time
             * @description Civil twilight begins
             */
            dawn_at?: string;
            down_all_day?: boolean;
            /** Format: date-time */
            dusk_at?: string;
            /** Format: date-time */
            noon_at: string;
            /** Format: date-time */
            rise_at?: string;
            /** Format: date-time */
            set_at?: string;
            up_all_day?: boolean;
        };
        SunOutBody: {
            days: components["schemas"]["SunDay"][];
            place: components["schemas"]["Spot"];
        };
        SuppressInBody: {
            reason: string;
            rule: string;
            subject: string;
            /** Format: date-time */
            until: string;
        };
        Suppression: {
            /** Format: date-time */
            at: string;
            by: string;
            /** Format: date-time */
            expires_at: string;
            id: string;
            rule: string;
            subject: string;
        };
        TagsInBody: {
            tags: string[];
        };
        Template: {
            id: string;
            stage: string;
            text: string;
            title: string;
            use: string;
        };
        Text: {
            id: string;
            /** @description Set here; on the way in it has no meaning */
            own?: boolean;
            /** @enum {string} */
            stage: "applicant" | "interview" | "new-hire" | "worker" | "leaver";
            text: string;
            title: string;
            /** @enum {string} */
            use: "note" | "question" | "notice";
        };
        TextInBody: {
            text: string;
        };
        TimelineEntry: {
            action?: string;
            by?: string;
            evidence?: components["schemas"]["Evidence"];
            from?: string;
            /**
             * Format: date-time
             * @description When it happened in the world
             */
            occurred_at: string;
            record?: string;
            /**
             * Format: date-time
             * @description When Daylight wrote it down or first showed it
             */
            recorded_at: string;
            rule?: string;
            to?: string;
            why?: string;
        };
        TimelineOutBody: {
            entries: components["schemas"]["TimelineEntry"][];
        };
        Token: {
            by: string;
            /** Format: date-time */
            expires_at: string;
            id: string;
            /** Format: date-time */
            made_at: string;
            name: string;
            /** Format: date-time */
            revoked_at?: string;
            scopes: string[];
            /** Format: date-time */
            seen_at?: string;
        };
        TokenOutBody: {
            by: string;
            /** Format: date-time */
            expires_at: string;
            id: string;
            /** Format: date-time */
            made_at: string;
            name: string;
            /** Format: date-time */
            revoked_at?: string;
            scopes: string[];
            /** @description Shown this once */
            secret: string;
            /** Format: date-time */
            seen_at?: string;
        };
        TokensOutBody: {
            tokens: components["schemas"]["Token"][];
        };
        TotpOutBody: {
            /** @description For a QR code; shown this once */
            otpauth: string;
        };
        TryMappingInBody: {
            /** @description Of the file */
            name: string;
            /** @description Its beginning */
            sample: string;
            /** @description A mapping to try; without one, one is proposed */
            yaml?: string;
        };
        UntilInBody: {
            reason: string;
            /** Format: date-time */
            until: string;
        };
        User: {
            clients: string[];
            /** Format: date-time */
            created_at: string;
            /** Format: date-time */
            disabled_at?: string;
            has_factor: boolean;
            id: string;
            login: string;
            name: string;
            roles: components["schemas"]["RoleGrant"][];
        };
        UsersOutBody: {
            users: components["schemas"]["User"][];
        };
        Value: {
            clear?: string;
            /** @description Names the value without telling it */
            key: string;
            masked: string;
            type: string;
        };
        ViewDraft: {
            /** @description Member of the page's filter to the values that fit */
            filter: {
                [key: string]: string[] | null;
            };
            name: string;
            /** @enum {string} */
            page: "queue" | "rings" | "subjects" | "rules" | "sources" | "imports" | "audit";
            /**
             * Format: int64
             * @description Where it stands among the views of its page
             */
            place?: number;
            /** @description Everybody in the workspace sees it */
            shared?: boolean;
            sort?: string;
        };
        ViewsOutBody: {
            /** @description Members that the filter of each page may have */
            filters: {
                [key: string]: string[] | null;
            };
            views: components["schemas"]["SavedView"][];
        };
        WaitingPeriod: {
            /** @enum {string} */
            basis: "statute" | "practice" | "product";
            business_days: boolean;
            /** Format: int64 */
            days: number;
            /**
             * Format: int64
             * @description Added when the person answers
             */
            dispute_days: number;
            id: string;
            /** @description Set here; on the way in it has no meaning */
            own?: boolean;
            /** @description Month in which the source was last read */
            read: string;
            source: string;
            title: string;
        };
        Ways: {
            passkey: boolean;
            password: boolean;
            /** @description By an identity provider: open /session/provider */
            provider: boolean;
        };
        Word: {
            doc: string;
            name: string;
        };
        WordsOutBody: {
            /** @description What a column can say */
            fields: components["schemas"]["Word"][];
            /** @description By which rows join people */
            keys: components["schemas"]["Word"][];
            /** @description What a row can be */
            kinds: components["schemas"]["Word"][];
            /** @description In what role it stands */
            roles: components["schemas"]["Word"][];
        };
        WorkflowSettings: {
            /** @description Such as 2026-12-25; no business days */
            holidays: string[];
            /** @description Title of a job to the waiting period that holds for its candidates */
            jobs: {
                [key: string]: string;
            };
            retention: components["schemas"]["Retention"][];
            texts: components["schemas"]["Text"][];
            waiting_periods: components["schemas"]["WaitingPeriod"][];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    "get-about": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AboutOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-passkeys": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PasskeysOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "add-passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AddPasskeyInBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Passkey"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "begin-passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CeremonyOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "rename-passkey": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RenamePasskeyInBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "remove-passkey": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "change-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordInBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "make-recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-own-sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionsOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "end-own-session": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "begin-totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "confirm-totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-audit": {
        parameters: {
            query?: {
                /** @description Cursor of the page before */
                after?: string;
                limit?: number;
                actor?: string;
                action?: string;
                object_type?: string;
                object_id?: string;
                from?: string;
                /** @description Exclusive */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-audit-checkpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditCheckpoint"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "export-audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "verify-audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AuditReport"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-cases": {
        parameters: {
            query?: {
                /** @description Cursor of the page before */
                after?: string;
                limit?: number;
                /** @description Only this state; without it, all that are not closed */
                state?: string;
                kind?: "person" | "ring";
                tier?: "urgent" | "review" | "watch" | "insufficient" | "none";
                /** @description Of a working life */
                stage?: "applicant" | "interview" | "new-hire" | "worker" | "leaver";
                /** @description - for nobody */
                assignee?: string;
                tag?: string;
                subject?: string;
                ring?: string;
                /** @description Those that are snoozed, and no others */
                snoozed?: boolean;
                /** @description Those whose applicant left the tracker undecided */
                left?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CasesOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "open-case": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenInBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "clear-cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ClearInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClearOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "count-cases": {
        parameters: {
            query?: {
                /** @description Only this state; without it, all that are not closed */
                state?: string;
                kind?: "person" | "ring";
                tier?: "urgent" | "review" | "watch" | "insufficient" | "none";
                /** @description Of a working life */
                stage?: "applicant" | "interview" | "new-hire" | "worker" | "leaver";
                /** @description - for nobody */
                assignee?: string;
                tag?: string;
                subject?: string;
                ring?: string;
                /** @description Those that are snoozed, and no others */
                snoozed?: boolean;
                /** @description Those whose applicant left the tracker undecided */
                left?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseCountsOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-case": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "appeal-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CaseMove"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "approve-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CaseMove"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "ask-interview-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CaseMove"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "assign-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssignInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "attach-file": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseAttachment"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "download-file": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                part: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": string;
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "clear-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CaseMove"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "ask-containment": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ContainInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "approve-containment": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
                part: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "lift-containment": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
                part: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PartTextBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delay-notice": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UntilInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "escalate-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CaseMove"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "finalise-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CaseMove"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "finish-follow-up": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
                part: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PartTextBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "hold-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TextInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-case-hours": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Hours"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "add-note": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TextInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "open-evidence": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpeningInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-case-options": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OptionsOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "overturn-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CaseMove"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "place-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PlaceInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "propose-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CaseMove"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "record-receipt-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CaseMove"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "release-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TextInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "reopen-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CaseMove"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "add-response": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RespondInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "answer-response": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
                part: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PartTextBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "resume-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CaseMove"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-earlier-cases": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EarlierOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "send-back-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CaseMove"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "send-notice-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CaseMove"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "snooze-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UntilInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "wake-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "tag-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TagsInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "take-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CaseMove"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-case-timeline": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TimelineOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "uphold-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CaseMove"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "withdraw-case": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CaseMove"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-colleagues": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ColleaguesOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-deliveries": {
        parameters: {
            query?: {
                /** @description Cursor of the page before */
                after?: string;
                limit?: number;
                endpoint?: string;
                state?: "pending" | "delivered" | "failed";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DeliveriesOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-attempts": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AttemptsOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    redeliver: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Made"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-disputes": {
        parameters: {
            query?: {
                /** @description Answered ones too */
                all?: boolean;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DisputesOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "enter-dispute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EnterInBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodeOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "answer-dispute": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TextInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Dispute"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "link-dispute": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkInBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "correct-value": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CorrectInBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-endpoints": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndpointsOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-endpoint": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndpointDraft"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-endpoint": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "update-endpoint": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EndpointDraft"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-endpoint": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replay: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplayInBody"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Made"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "rotate-secret": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Endpoint"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "test-endpoint": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Made"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-findings": {
        parameters: {
            query?: {
                /** @description Cursor of the page before */
                after?: string;
                limit?: number;
                rule?: string;
                outcome?: "hit" | "not-enough-data";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingsOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "find-identifier": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["FindInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-identifier": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                key: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Identifier"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-impact": {
        parameters: {
            query: {
                from: string;
                /** @description Exclusive */
                to: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Impact"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-imports": {
        parameters: {
            query?: {
                /** @description Cursor of the page before */
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportsOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "begin-import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-import": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "cancel-import": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "add-import-files": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "multipart/form-data": {
                    /** Format: binary */
                    file: string;
                };
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "retry-import": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "start-import": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Import"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "redeem-invitation": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RedeemInBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-jobs": {
        parameters: {
            query?: {
                task?: string;
                state?: "waiting" | "running" | "retrying" | "done" | "failed";
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["JobsOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "retry-job": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "fix-ladder": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LadderInBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-mappings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MappingsOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "preview-mapping": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TryMappingInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MappingPreview"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-vocabulary": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WordsOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "put-mapping": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PutMappingInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MappingsOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-mapping": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-policy": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PolicyOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProposalsOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "agree-proposal": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AgreeOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "take-dispute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DisputeText"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CodeOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-dispute-status": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["StatusInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatusOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-quarantine": {
        parameters: {
            query?: {
                /** @description Cursor of the page before */
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantineOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "drop-quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DropInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DroppedOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "retry-quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RetriedOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "add-records": {
        parameters: {
            query: {
                /** @description Such as okta; GET /sources lists them */
                source: string;
                /** @description Which export of it, such as system-log */
                shape: string;
                /** @description Which account of that vendor */
                tenant?: string;
                /** @description When the data were taken from the vendor; now, if not given */
                observed_at?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description One item a line, as the vendor's API or export gives it */
        requestBody: {
            content: {
                "application/x-ndjson": string;
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-rings": {
        parameters: {
            query?: {
                /** @description Cursor of the page before */
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RingsOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-ring": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ring"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RulesOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    search: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SearchInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-searches": {
        parameters: {
            query?: {
                /** @description Cursor of the page before */
                after?: string;
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SearchesOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sign-in": {
        parameters: {
            query?: never;
            header?: {
                "User-Agent"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "sign-in-passkey": {
        parameters: {
            query?: never;
            header?: {
                "User-Agent"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasskeySignInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    "Set-Cookie"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "ask-passkey": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AskPasskeyInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CeremonyOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-ways": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ways"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "put-settings": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GeneralSettings"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SettingsOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-settings-history": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                part: "general" | "workflow" | "rules";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-rule-settings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleSettingsOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "put-rule-settings": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RuleSettings"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleSettingsOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-workflow": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowSettings"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "put-workflow": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["WorkflowSettings"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkflowSettings"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "set-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SetUpInBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourcesOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-subjects": {
        parameters: {
            query?: {
                /** @description Cursor of the page before */
                after?: string;
                limit?: number;
                /** @description Only this tier */
                tier?: "urgent" | "review" | "watch" | "insufficient";
                /** @description Only whom the applicant tracker knows by this key: all of it, or its last part */
                candidate?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubjectsOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-subject": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SubjectDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "erase-subject": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EraseInBody"];
            };
        };
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "export-subject": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Access"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-links": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LinksOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-places": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PlacesOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-sun": {
        parameters: {
            query: {
                from: string;
                /** @description At most 92 days later */
                to: string;
            };
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SunOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "suppress-rule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SuppressInBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Suppression"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "preview-suppression": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PreviewInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PreviewOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "end-suppression": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokensOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateTokenInBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "revoke-token": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UsersOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-user": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUserInBody"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "disable-user": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "enable-user": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "invite-user": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SecretOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "reset-user": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReasonInBody"];
            };
        };
        responses: {
            /** @description Accepted */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "give-role": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                role: "recruiter" | "hr" | "security" | "payroll" | "counsel" | "auditor" | "admin";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["GiveRoleInBody"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["GivenOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "take-role": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
                role: "recruiter" | "hr" | "security" | "payroll" | "counsel" | "auditor" | "admin";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "list-views": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ViewsOutBody"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "create-view": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ViewDraft"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "get-view": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "update-view": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ViewDraft"];
            };
        };
        responses: {
            /** @description OK */
            200: {
                headers: {
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SavedView"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    "delete-view": {
        parameters: {
            query?: never;
            header?: {
                /** @description ETag of what you read; * for any version */
                "If-Match"?: string;
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No Content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
