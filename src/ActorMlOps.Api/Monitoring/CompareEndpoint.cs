using ActorMlOps.Api.Hosting;
using ActorMlOps.Compare;
using ActorMlOps.Compare.Page;
using ActorMlOps.Compare.Views;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace ActorMlOps.Api.Monitoring;

/// <summary>Drift between two files. Nothing is stored: they lie in temporary files as long as the call lasts.</summary>
internal static class CompareEndpoint
{
    private const string Html = "text/html";

    // Each reads whole files: more at once would only make each of them slower.
    private static readonly SemaphoreSlim Turns = new(Math.Max(1, Environment.ProcessorCount / 2));

    public static void MapCompare(this IEndpointRouteBuilder app) =>
        app.MapPost("/api/drift/compare", Post).WithTags("Monitoring").WithMetadata(BodyLimit.ByHandler)
            .WithSummary("Drift between two files: multipart parts reference and current (CSV or Parquet, also gzip), optional config (JSON).")
            .Produces<ComparisonView>().Produces(StatusCodes.Status200OK, contentType: Html);

    private static async Task<IResult> Post(HttpContext context, IOptions<ApiOptions> options, IHostApplicationLifetime lifetime)
    {
        if (context.Request.Query.Keys.FirstOrDefault() is { } unknown)
            throw new RequestException($"There is no parameter '{unknown}'; tests and columns are chosen in the part 'config'.");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping);
        await using var upload = new CompareUpload(options.Value);
        await upload.ReadAsync(context.Request, stop.Token);
        await Turns.WaitAsync(stop.Token);
        try
        {
            var comparison = await FileComparer.CompareAsync(upload.Reference, upload.Current, upload.Options, stop.Token);
            return AcceptsHtml(context.Request)
                ? TypedResults.Content(Page(comparison), Html, System.Text.Encoding.UTF8)
                : TypedResults.Json(ComparisonView.Of(comparison), ComparisonJson.Plain.ComparisonView);
        }
        finally
        {
            Turns.Release();
        }
    }

    private static string Page(Comparison comparison)
    {
        using var page = new StringWriter();
        ReportPage.Write(comparison, page);
        return page.ToString();
    }

    private static bool AcceptsHtml(HttpRequest request) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var accepted)
        && accepted.MaxBy(a => a.Quality ?? 1) is { } preferred
        && preferred.MediaType.Equals(Html, StringComparison.OrdinalIgnoreCase);
}
