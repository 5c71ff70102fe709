using ActorMlOps.Api.Batch;
using ActorMlOps.Api.Monitoring;
using ActorMlOps.Api.Monitoring.Alerts;
using ActorMlOps.Api.Registry;
using ActorMlOps.Api.Rollout;
using ActorMlOps.Api.Serving;
using ActorMlOps.Client;
using ActorMlOps.Compare.Views;
using Grpc.AspNetCore.Server;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace ActorMlOps.Api.Hosting;

/// <summary>
/// The HTTP and gRPC door: inference, management and analysis. gRPC needs an address with HTTP/2. The host gives
/// <see cref="IReadiness"/>, an artifact store and <see cref="ActorMlOps.Monitoring.IRefusals"/>.
/// </summary>
public static class ActorMlOpsApi
{
    public static IServiceCollection AddActorMlOpsApi(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<ApiOptions>().Bind(configuration.GetSection(ApiOptions.SectionName)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ApiOptions>, ApiOptions.Validator>();
        services.AddActorMlOpsClient();
        services.AddSingleton<SpecCache>();
        services.AddSingleton<Admission>();
        services.AddSingleton<InferEndpoint>();
        services.AddSingleton<ModelRepository>();
        // Else a route for any service would take every path of two segments, and wrong verbs there would be 404 instead of 405.
        services.AddGrpc(grpc => grpc.IgnoreUnknownServices = true);
        services.AddSingleton<GrpcService>();
        services.AddSingleton<GrpcInferEndpoint>();
        services.AddSingleton<BatchCall>();
        services.AddSingleton<BatchEndpoint>();
        services.AddOptions<GrpcServiceOptions>()
            .Configure<IOptions<ApiOptions>>((grpc, api) => grpc.MaxReceiveMessageSize = api.Value.MaxInferBytes);
        services.AddSingleton<GrpcFaults>();
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJson.Plain);
            json.SerializerOptions.TypeInfoResolverChain.Insert(1, ComparisonJson.Plain);
        });
        services.AddOpenApi(openApi => openApi.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "ActorMlOps";
            document.Info.Version = typeof(ActorMlOpsApi).Assembly.GetName().Version?.ToString(3) ?? "0";
            return Task.CompletedTask;
        }));
        return services;
    }

    public static WebApplication MapActorMlOpsApi(this WebApplication app)
    {
        // Before all else, which inference over gRPC has no use for.
        GrpcInferEndpoint.Use(app);
        app.UseRouting();
        app.UseMiddleware<ErrorPages>();
        app.MapOpenApi();
        app.MapHealth();
        app.MapOip();
        app.MapGrpcService<GrpcService>().WithMetadata(BodyLimit.ByHandler);
        BatchEndpoint.Map(app);
        app.MapRegistry();
        app.MapTraffic();
        app.MapRollouts();
        app.MapLabels();
        app.MapObservations();
        app.MapReports();
        app.MapCompare();
        app.MapMonitoring();
        app.MapSilos();
        app.MapAlerts();
        app.MapSilences();
        app.MapEvents();
        return app;
    }
}
