"""Settings of clouds: stores, networks, gateways, functions."""

from __future__ import annotations

from cors_lab.fixes.products.row import Product, Sign, host

BUCKET_METHODS = frozenset({"GET", "HEAD", "PUT", "POST", "DELETE"})
CLOUDS = (
    Product(
        "s3",
        "Amazon S3",
        (
            "In the S3 console: the bucket, Permissions, Cross-origin resource sharing "
            "(CORS), Edit. Keep the rules that are there."
        ),
        "https://docs.aws.amazon.com/AmazonS3/latest/userguide/ManageCorsUsing.html",
        """\
[
  {
    "AllowedOrigins": [<<origin:json>>],
    "AllowedMethods": [<<methods:json>>],
    "AllowedHeaders": [<<headers:json>>],
    "ExposeHeaders": ["ETag"],
    "MaxAgeSeconds": 600
  }
]
""",
        (
            host(r"(?:^|\.)s3[.-](?:[a-z0-9-]+\.)*amazonaws\.com(?:\.cn)?$"),
            Sign("Server", r"^AmazonS3"),
        ),
        methods=BUCKET_METHODS,
        note="Behind CloudFront, let it forward Origin, or the first answer is kept for all.",
    ),
    Product(
        "r2",
        "Cloudflare R2",
        (
            "In the Cloudflare dashboard: R2, the bucket, Settings, CORS policy. List headers "
            "by name: a star there is not taken."
        ),
        "https://developers.cloudflare.com/r2/buckets/cors/",
        """\
[
  {
    "AllowedOrigins": [<<origin:json>>],
    "AllowedMethods": [<<methods:json>>],
    "AllowedHeaders": [<<headers:json>>],
    "ExposeHeaders": ["ETag"],
    "MaxAgeSeconds": 600
  }
]
""",
        (host(r"\.r2\.(?:cloudflarestorage\.com|dev)$"),),
        methods=BUCKET_METHODS,
    ),
    Product(
        "minio",
        "MinIO",
        ("In the server's environment (/etc/default/minio, or the container's), then restart it."),
        "https://docs.min.io/aistor/administration/cors-configuration/",
        'MINIO_API_CORS_ALLOW_ORIGIN="<<origin>>"\n',
        (Sign("Server", r"^MinIO"),),
        note=(
            "Without it MinIO lets every origin in, even with credentials. Several origins: "
            "with commas between."
        ),
    ),
    Product(
        "gcs",
        "Google Cloud Storage",
        "Save as cors.json, then: gcloud storage buckets update gs://BUCKET --cors-file=cors.json",
        "https://cloud.google.com/storage/docs/using-cors",
        """\
[
  {
    "origin": [<<origin:json>>],
    "method": [<<methods:json>>],
    "responseHeader": [<<headers:json>>],
    "maxAgeSeconds": 600
  }
]
""",
        (host(r"(?:^|\.)storage\.googleapis\.com$"), Sign("X-GUploader-UploadID", ".")),
        methods=BUCKET_METHODS | {"PATCH"},
        note=(
            "It replaces the bucket's CORS setting: keep the entries that are there. "
            "storage.cloud.google.com never does CORS."
        ),
    ),
    Product(
        "cloudfront",
        "Amazon CloudFront",
        (
            "A response headers policy (CloudFormation), attached to the cache behavior. Let "
            "that behavior allow OPTIONS as well."
        ),
        "https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-properties-cloudfront-responseheaderspolicy-corsconfig.html",
        """\
Type: AWS::CloudFront::ResponseHeadersPolicy
Properties:
  ResponseHeadersPolicyConfig:
    Name: cors
    CorsConfig:
      AccessControlAllowOrigins: { Items: [<<origin:json>>] }
      AccessControlAllowMethods: { Items: [<<methods:json>>] }
      AccessControlAllowHeaders: { Items: [<<headers:json>>] }
      AccessControlAllowCredentials: <<credentials>>
      OriginOverride: true
""",
        (
            host(r"\.cloudfront\.net$"),
            Sign("X-Cache", r"cloudfront"),
            Sign("Server", r"^CloudFront"),
        ),
        note=(
            "OPTIONS still goes to the origin behind CloudFront: that has to answer it with a "
            "status from 200 to 299."
        ),
    ),
    Product(
        "api-gateway",
        "Amazon API Gateway",
        "CorsConfiguration is for an HTTP API (AWS::ApiGatewayV2::Api). For a REST API in "
        "AWS SAM, take the part under GatewayResponses "
        "too, so that its own errors carry the header.",
        "https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html",
        """\
CorsConfiguration:
  AllowOrigins: [<<origin:json>>]
  AllowMethods: [<<methods:json>>]
  AllowHeaders: [<<headers:json>>]
  AllowCredentials: <<credentials>>

GatewayResponses:
  DEFAULT_4XX:
    ResponseParameters:
      Headers: { Access-Control-Allow-Origin: "'<<origin>>'" }
  DEFAULT_5XX:
    ResponseParameters:
      Headers: { Access-Control-Allow-Origin: "'<<origin>>'" }
""",
        (
            host(r"\.execute-api\.[a-z0-9-]+\.amazonaws\.com$"),
            Sign("x-amz-apigw-id", "."),
            Sign("x-amzn-errortype", "."),
        ),
        note=(
            "A REST API also needs an OPTIONS method without authorization on the resource: "
            "Enable CORS adds it."
        ),
    ),
    Product(
        "azure-functions",
        "Azure Functions",
        "In a terminal, or in the portal under API, CORS. It allows every method and header.",
        "https://learn.microsoft.com/cli/azure/functionapp/cors",
        """\
az functionapp cors add --resource-group GROUP --name APP --allowed-origins <<origin>>
?credentials|az functionapp cors credentials --resource-group GROUP --name APP --enable true
""",
        (host(r"\.azurewebsites\.net$"),),
        note=(
            "Remove `*` from the list: with it, credentials do not work. On your machine: "
            "Host.CORS in local.settings.json."
        ),
    ),
    Product(
        "cloudflare-workers",
        "Cloudflare Workers",
        "Around your Worker's own fetch handler.",
        "https://developers.cloudflare.com/workers/examples/cors-header-proxy/",
        """\
const ORIGINS = [<<origin:json>>];

function withCors(request, response) {
  const answer = new Response(response.body, response);
  answer.headers.append("Vary", "Origin");
  if (ORIGINS.includes(request.headers.get("Origin"))) {
    answer.headers.set("Access-Control-Allow-Origin", request.headers.get("Origin"));
?credentials|    answer.headers.set("Access-Control-Allow-Credentials", "true");
    answer.headers.set("Access-Control-Allow-Methods", "<<methods>>");
?headers|    answer.headers.set("Access-Control-Allow-Headers", "<<headers>>");
  }
  return answer;
}

async function handle(request) {
  return new Response("ok"); // your own code
}

export default {
  async fetch(request) {
    if (request.method === "OPTIONS") {
      return withCors(request, new Response(null, { status: 204 }));
    }
    try {
      return withCors(request, await handle(request));
    } catch (error) {
      return withCors(request, new Response("error", { status: 500 }));
    }
  },
};
""",
        (host(r"\.workers\.dev$"),),
        run="node",
        comment="//",
    ),
    Product(
        "cloudflare-access",
        "Cloudflare Access",
        "The application's settings: Cross-Origin Resource Sharing; as JSON for its API. "
        "Or let OPTIONS pass to the origin, if that "
        "answers preflights itself.",
        "https://developers.cloudflare.com/cloudflare-one/identity/authorization-cookie/cors/",
        """\
{
  "cors_headers": {
    "allowed_origins": [<<origin:json>>],
    "allowed_methods": [<<methods:json>>],
    "allowed_headers": [<<headers:json>>],
    "allow_credentials": true,
    "max_age": 600
  }
}
""",
        (Sign("Location", r"\.cloudflareaccess\.com/"),),
        note=(
            'The page has to ask with credentials: "include", so that the cookie of Access '
            "comes along."
        ),
    ),
    Product(
        "supabase",
        "Supabase Edge Functions",
        ("In the function's index.ts. The Supabase client sends headers of its own, listed here."),
        "https://supabase.com/docs/guides/functions/cors",
        """\
const corsHeaders = {
  "Access-Control-Allow-Origin": "<<origin>>",
?credentials|  "Access-Control-Allow-Credentials": "true",
  "Access-Control-Allow-Methods": "<<methods>>",
  "Access-Control-Allow-Headers":
    "<<headers:with:authorization, x-client-info, apikey, content-type>>",
  "Vary": "Origin",
};

Deno.serve(async (request) => {
  if (request.method === "OPTIONS") {
    return new Response("ok", { headers: corsHeaders });
  }
  try {
    return new Response("ok", { headers: corsHeaders }); // your own code
  } catch (error) {
    return new Response("error", { status: 500, headers: corsHeaders });
  }
});
""",
        (
            host(r"\.supabase\.(?:co|in)$"),
            Sign("sb-request-id", "."),
            Sign("x-deno-execution-id", "."),
        ),
        run="node, with a stand-in for Deno.serve",
        comment="//",
    ),
)
