// Puts the application on the page.

import { createApp } from "vue";
import App from "./App.vue";

createApp(App).mount("#app");
