// Express with the package `cors`. Run: node express_app.mjs CONFIGURATION; it prints the port.
import cors from "cors";
import express from "express";

const CONFIGURATIONS = {
  defaults: undefined,
  one_origin: { origin: "https://app.example", credentials: true },
  allow_list: { origin: ["https://app.example", "https://admin.example"], credentials: true },
  any_with_credentials: { origin: true, credentials: true },
  regex: { origin: /https:\/\/.*app.example/, credentials: true },
  null: { origin: ["https://app.example", "null"], credentials: true },
};

const app = express();
app.use(cors(CONFIGURATIONS[process.argv[2]]));
app.get("/notes", (request, response) => response.send("[]"));
app.put("/notes", (request, response) => response.send("[]"));
app.get("/old", (request, response) => response.redirect("/notes"));
app.get("/broken", () => {
  throw new Error("This route is broken on purpose.");
});
const server = app.listen(0, "127.0.0.1", () => console.log(server.address().port));
