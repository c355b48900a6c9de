// An identity provider by `oidc-provider`, with its own pages for signing in and consent. Its argument, as JSON:
//   port           on which it listens
//   address        by which it calls itself
//   clock          seconds by which its clock is wrong
//   algorithm      with which it signs; each start makes a new key
//   people         claims of each person, by their number
//   client         Rounds, as it is registered
//   configuration  of oidc-provider, as its documentation names it
// Run in the folder that holds `node_modules`.
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const here = createRequire(process.cwd() + "/");
const brought = (name) => import(pathToFileURL(here.resolve(name)).href);
const told = JSON.parse(process.argv[2]);

const rightly = Date.now;
Date.now = () => rightly() + told.clock * 1000;

const { default: Provider } = await brought("oidc-provider");
const { exportJWK, generateKeyPair } = await brought("jose");

const { privateKey } = await generateKeyPair(told.algorithm, { extractable: true });
const key = { ...(await exportJWK(privateKey)), alg: told.algorithm, use: "sig" };

const { features, ...configuration } = told.configuration;
const provider = new Provider(told.address, {
  clients: [{ ...told.client, id_token_signed_response_alg: told.algorithm }],
  jwks: { keys: [key] },
  enabledJWA: { idTokenSigningAlgValues: [told.algorithm] },
  cookies: { keys: ["only of this test"] },
  claims: { profile: ["name"], email: ["email", "email_verified"], groups: ["groups"] },
  // its own fetch asks nobody at an address of this machine
  fetch: (address, { dispatcher, ...options }) => fetch(address, options),
  features: { backchannelLogout: { enabled: true }, ...features },
  findAccount: (_, number) =>
    number in told.people
      ? { accountId: number, claims: () => ({ sub: number, ...told.people[number] }) }
      : undefined,
  ...configuration,
});
provider.listen(told.port, "127.0.0.1");
