using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Serving;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Streams;

namespace ActorMlOps.Client;

/// <summary>
/// Producers for the streams that feed the monitors. A client outside a silo needs <c>client.AddMemoryStreams(StreamNames.Provider)</c>.
/// </summary>
public interface IMonitoringStreams
{
    /// <summary>For rows of features without predictions.</summary>
    /// <exception cref="PredictionException">There is no such version.</exception>
    Task<ObservationProducer> FeaturesAsync(string model, string version, ProducerOptions? options = null);

    /// <summary>For rows with what was predicted.</summary>
    /// <exception cref="PredictionException">There is no such version.</exception>
    Task<ObservationProducer> ObservationsAsync(string model, string version, ProducerOptions? options = null);

    /// <summary>For labels of predictions, made here or observed.</summary>
    /// <exception cref="PredictionException">There is no such model.</exception>
    Task<LabelProducer> LabelsAsync(string model, ProducerOptions? options = null);
}

internal sealed class MonitoringStreams(IServiceProvider services, IGrainFactory grains, TimeProvider? time = null) : IMonitoringStreams
{
    public Task<ObservationProducer> FeaturesAsync(string model, string version, ProducerOptions? options = null) =>
        OpenAsync(StreamNames.Features, model, version, options);

    public Task<ObservationProducer> ObservationsAsync(string model, string version, ProducerOptions? options = null) =>
        OpenAsync(StreamNames.Observations, model, version, options);

    public async Task<LabelProducer> LabelsAsync(string model, ProducerOptions? options = null)
    {
        if (await grains.GetGrain<IModelGrain>(model).Get() is null)
            throw new PredictionException(PredictOutcome.UnknownModel, $"There is no model '{model}'.");
        return new(await ProducerAsync(StreamNames.Labels, model, grains.GetGrain<ILabelIntakeGrain>(model).Progress, options ?? new()));
    }

    private async Task<ObservationProducer> OpenAsync(string stream, string model, string version, ProducerOptions? options)
    {
        var spec = await grains.GetGrain<IModelGrain>(model).GetSpec(version)
            ?? throw new PredictionException(PredictOutcome.UnknownVersion, $"Model '{model}' has no version '{version}'.");
        var key = spec.Key.ToString();
        return new(spec, await ProducerAsync(stream, key, grains.GetGrain<IObservationGrain>(key).Progress, options ?? new()));
    }

    private async Task<BatchProducer> ProducerAsync(string stream, string key, Func<string, Task<StreamProgress>> progress, ProducerOptions options)
    {
        options.Demand();
        var provider = services.GetKeyedService<IStreamProvider>(StreamNames.Provider) ?? throw new InvalidOperationException(
            $"There is no stream provider '{StreamNames.Provider}': add client.AddMemoryStreams(StreamNames.Provider), or the one that the silos have.");
        var target = provider.GetStream<StreamBatch>(StreamId.Create(stream, key));
        var taken = options.Name is { } name ? (await progress(name)).Sequence : 0;
        return new($"The stream '{stream}' of {key}", batch => target.OnNextAsync(batch), progress, options, time ?? TimeProvider.System, taken);
    }
}
