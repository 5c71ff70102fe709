using ActorMlOps.Silo.Settings;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace ActorMlOps.Silo.Hosting;

/// <summary>Logs to the console, metrics to <c>/metrics</c>, and both metrics and traces to an OTLP collector if one is named.</summary>
internal static class TelemetrySetup
{
    private static readonly string[] OrleansSources =
        ["Microsoft.Orleans.Application", "Microsoft.Orleans.Runtime", "Microsoft.Orleans.Lifecycle", "Microsoft.Orleans.Storage"];

    // Those of the framework itself: the instrumentation library would add a step to every request, for a tag that the framework sets, too.
    private static readonly string[] ServerMeters = ["Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel"];

    // Told by every request twice, and worth less than that costs: the durations tell the rate, the connections how many callers there are.
    private static readonly string[] LeftOut = ["http.server.active_requests", "kestrel.queued_requests"];

    public static void AddSiloTelemetry(this WebApplicationBuilder builder, TelemetrySettings settings)
    {
        AddLogging(builder.Logging, settings);

        // The standard variable is the SDK's own: it applies when our key is absent.
        var endpoint = settings.OtlpEndpoint;
        var export = endpoint is not null || !string.IsNullOrEmpty(builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(resource => resource.AddService("actormlops")).WithMetrics(metrics =>
        {
            metrics.AddMeter(Telemetry.Source, "Microsoft.Orleans")
                .AddMeter(ServerMeters)
                .AddRuntimeInstrumentation()
                .AddPrometheusExporter();
            foreach (var instrument in LeftOut)
                metrics.AddView(instrument, MetricStreamConfiguration.Drop);
            if (export) metrics.AddOtlpExporter(options => options.Endpoint = endpoint ?? options.Endpoint);
        });

        if (!export) return; // Nobody would see a trace: then don't pay for one.
        telemetry.WithTracing(traces => traces
            .AddSource(Telemetry.Source)
            .AddSource(OrleansSources)
            .AddAspNetCoreInstrumentation()
            .SetSampler(new ParentBasedSampler(new TraceIdRatioBasedSampler(settings.TraceRatio)))
            .AddOtlpExporter(options => options.Endpoint = endpoint ?? options.Endpoint));
    }

    private static void AddLogging(ILoggingBuilder logging, TelemetrySettings settings)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
        });
        // Its scope and the activity made for it cost every request, and nothing here shows them; failures are logged elsewhere.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        logging.SetMinimumLevel(Sterner(settings.LogLevel)); // Orleans and the libraries: warnings.
        logging.AddFilter(Telemetry.Source, settings.LogLevel);
        logging.AddFilter("ActorMlOps.Grains.Rollout.SiloAgent", Sterner(settings.LogLevel)); // Orleans tells its ring ranges there.
    }

    private static LogLevel Sterner(LogLevel level) => level > LogLevel.Warning ? level : LogLevel.Warning;
}
