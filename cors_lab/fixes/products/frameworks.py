"""Settings of frameworks: what goes into an app's own code."""

from __future__ import annotations

from cors_lab.fixes.products.row import Product, Sign

FRAMEWORKS = (
    Product(
        "spring",
        "Spring",
        "A configuration class. With Spring Security also "
        "http.cors(Customizer.withDefaults()), so that it comes "
        "before the login check.",
        "https://docs.spring.io/spring-framework/reference/web/webmvc-cors.html",
        """\
@Configuration
class CorsConfiguration implements WebMvcConfigurer {
    @Override
    public void addCorsMappings(CorsRegistry registry) {
        registry.addMapping("/**")
?credentials|            .allowCredentials(true)
            .allowedOrigins(<<origin:json>>)
            .allowedMethods(<<methods:json>>)
            .allowedHeaders(<<headers:json>>);
    }
}
""",
        (Sign("X-Application-Context", "."), Sign("body", r"^\s*Invalid CORS request")),
        comment="//",
    ),
    Product(
        "aspnet-core",
        "ASP.NET Core",
        (
            "In Program.cs. UseCors goes after UseRouting and before UseAuthentication and "
            "UseAuthorization."
        ),
        "https://learn.microsoft.com/aspnet/core/security/cors",
        """\
builder.Services.AddCors(options => options.AddDefaultPolicy(policy => policy
    .WithOrigins(<<origin:json>>)
    .WithMethods(<<methods:json>>)
?credentials|    .AllowCredentials()
    .WithHeaders(<<headers:json>>)));

app.UseCors();
""",
        (Sign("Server", r"^Kestrel"), Sign("X-Powered-By", r"^ASP\.NET")),
        comment="//",
        note="No slash at the end of an origin: WithOrigins would never match it.",
    ),
    Product(
        "laravel",
        "Laravel",
        (
            "In config/cors.php (php artisan config:publish cors makes it), then php artisan "
            "config:clear."
        ),
        "https://laravel.com/docs/routing#cors",
        """\
return [
    'paths' => ['*'],
    'allowed_origins' => [<<origin:json>>],
    'allowed_methods' => [<<methods:json>>],
    'allowed_headers' => [<<headers:json>>],
    'supports_credentials' => <<credentials>>,
    'max_age' => 600,
];
""",
        (Sign("Set-Cookie", r"laravel_session"),),
        comment="//",
    ),
    Product(
        "rails",
        "Rails (rack-cors)",
        "In config/initializers/cors.rb, with the gem rack-cors.",
        "https://github.com/cyu/rack-cors",
        """\
Rails.application.config.middleware.insert_before 0, Rack::Cors do
  allow do
    origins <<origin:json>>
    resource "*",
      methods: [<<methods:json>>].map { |name| name.downcase.to_sym } + [:options],
      headers: [<<headers:json>>],
      credentials: <<credentials>>
  end
end
""",
        (Sign("X-Runtime", r"^\d+\.\d+$"),),
        run="rack-cors",
    ),
    Product(
        "gin",
        "Gin (gin-contrib/cors)",
        'Before the routes; import "github.com/gin-contrib/cors" and "time".',
        "https://github.com/gin-contrib/cors",
        """\
router.Use(cors.New(cors.Config{
	AllowOrigins:     []string{<<origin:json>>},
	AllowMethods:     []string{<<methods:json>>},
	AllowHeaders:     []string{<<headers:json>>},
	AllowCredentials: <<credentials>>,
	MaxAge:           10 * time.Minute,
}))
""",
        run="go",
        comment="//",
    ),
    Product(
        "rs-cors",
        "Go (rs/cors)",
        'Around your handler; import "github.com/rs/cors".',
        "https://pkg.go.dev/github.com/rs/cors",
        """\
handler := cors.New(cors.Options{
	AllowedOrigins:   []string{<<origin:json>>},
	AllowedMethods:   []string{<<methods:json>>},
	AllowedHeaders:   []string{<<headers:json>>},
	AllowCredentials: <<credentials>>,
}).Handler(mux)
""",
        run="go",
        comment="//",
    ),
    Product(
        "axum",
        "Axum (tower-http)",
        ('The last layer of the router, so that it comes first; feature "cors" of tower-http.'),
        "https://docs.rs/tower-http/latest/tower_http/cors/",
        """\
let cors = CorsLayer::new()
    .allow_origin("<<origin>>".parse::<HeaderValue>().unwrap())
?credentials|    .allow_credentials(true)
?headers|    .allow_headers([<<headers:rust>>])
    .allow_methods([<<methods:rust>>]);
let app = router.layer(cors);
""",
        comment="//",
    ),
    Product(
        "actix",
        "Actix Web (actix-cors)",
        "Wrapped around the App.",
        "https://docs.rs/actix-cors/latest/actix_cors/",
        """\
let cors = Cors::default()
    .allowed_origin("<<origin>>")
    .allowed_methods(vec![<<methods:json>>])
    .allowed_headers(vec![<<headers:json>>])
?credentials|    .supports_credentials()
    .max_age(600);
App::new().wrap(cors)
""",
        comment="//",
    ),
    Product(
        "nestjs",
        "NestJS",
        "In main.ts, before app.listen.",
        "https://docs.nestjs.com/security/cors",
        """\
app.enableCors({
  origin: [<<origin:json>>],
  methods: [<<methods:json>>],
  allowedHeaders: [<<headers:json>>],
  credentials: <<credentials>>,
});
""",
        run="npm: @nestjs/core",
        comment="//",
    ),
    Product(
        "hono",
        "Hono",
        'Before the routes; import { cors } from "hono/cors".',
        "https://hono.dev/docs/middleware/builtin/cors",
        """\
app.use("*", cors({
  origin: [<<origin:json>>],
  allowMethods: [<<methods:json>>],
  allowHeaders: [<<headers:json>>],
  credentials: <<credentials>>,
}));
""",
        run="npm: hono",
        comment="//",
    ),
    Product(
        "fastify",
        "Fastify (@fastify/cors)",
        'Before the routes; import cors from "@fastify/cors".',
        "https://github.com/fastify/fastify-cors",
        """\
await app.register(cors, {
  origin: [<<origin:json>>],
  methods: [<<methods:json>>],
  allowedHeaders: [<<headers:json>>],
  credentials: <<credentials>>,
});
""",
        run="npm: @fastify/cors",
        comment="//",
    ),
    Product(
        "nextjs",
        "Next.js",
        "In next.config.js. Route handlers of the app router answer OPTIONS by "
        "themselves; a handler under pages/api "
        "has to answer it with 204.",
        "https://nextjs.org/docs/app/api-reference/config/next-config-js/headers",
        """\
module.exports = {
  async headers() {
    return [{
      source: "/api/:path*",
      headers: [
        { key: "Access-Control-Allow-Origin", value: "<<origin>>" },
?credentials|        { key: "Access-Control-Allow-Credentials", value: "true" },
        { key: "Access-Control-Allow-Methods", value: "<<methods>>" },
?headers|        { key: "Access-Control-Allow-Headers", value: "<<headers>>" },
        { key: "Vary", value: "Origin" },
      ],
    }];
  },
};
""",
        (Sign("X-Powered-By", r"^Next\.js"),),
        comment="//",
    ),
    Product(
        "nuxt",
        "Nuxt (h3)",
        "In server/middleware/cors.ts.",
        "https://github.com/h3js/h3",
        """\
export default defineEventHandler((event) => {
  const answered = handleCors(event, {
    origin: [<<origin:json>>],
    methods: [<<methods:json>>],
    allowHeaders: [<<headers:json>>],
    credentials: <<credentials>>,
    preflight: { statusCode: 204 },
  });
  if (answered) return "";
});
""",
        (Sign("X-Powered-By", r"^Nuxt"),),
        run="npm: h3",
        comment="//",
    ),
    Product(
        "vite",
        "Vite's proxy (development only)",
        (
            "In vite.config.js, if the page comes from Vite. The page then asks /api/… of its "
            "own origin, and CORS has no say."
        ),
        "https://vite.dev/config/server-options.html#server-proxy",
        """\
export default {
  server: {
    proxy: {
      "/api": {
        target: "<<target>>",
        changeOrigin: true,
        rewrite: (path) => path.replace(/^\\/api/, ""),
      },
    },
  },
};
""",
        run="npm: vite",
        comment="//",
        note=(
            "Only for development: for what you publish, the server has to allow the page, or "
            "a proxy of yours has to stand there too."
        ),
    ),
)
