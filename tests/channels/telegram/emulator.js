// The npm package telegram-test-api on the port given. Put right here: it tells times in milliseconds where Telegram
// tells seconds, and gives parameters of the request back as they came.
const TelegramServer = require("telegram-test-api");

const server = new TelegramServer({ port: Number(process.argv[2]), host: "127.0.0.1" });
const add = server.addBotMessage.bind(server);
server.addBotMessage = (...request) => {
  const { link_preview_options, reply_parameters, ...message } = add(...request);
  return { ...message, date: Math.floor(Date.now() / 1000) };
};
server.start().then(() => console.log("listening"));
