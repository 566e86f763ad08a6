// Fastify with @fastify/cors. Run: node fastify_app.mjs CONFIGURATION; it prints the port.
import cors from "@fastify/cors";
import Fastify from "fastify";

const CONFIGURATIONS = {
  defaults: undefined,
  one_origin: { origin: "https://app.example", credentials: true, methods: ["GET", "PUT"] },
  allow_list: { origin: ["https://app.example", "https://admin.example"], credentials: true, methods: ["GET", "PUT"] },
  any_with_credentials: { origin: true, credentials: true, methods: ["GET", "PUT"] },
  regex: { origin: /https:\/\/.*app.example/, credentials: true, methods: ["GET", "PUT"] },
  null: { origin: ["https://app.example", "null"], credentials: true, methods: ["GET", "PUT"] },
};

const app = Fastify();
await app.register(cors, CONFIGURATIONS[process.argv[2]]);
app.get("/notes", async () => []);
app.put("/notes", async () => []);
app.get("/old", async (request, reply) => reply.redirect("/notes"));
app.get("/broken", async () => {
  throw new Error("This route is broken on purpose.");
});
await app.listen({ port: 0, host: "127.0.0.1" });
console.log(app.server.address().port);
