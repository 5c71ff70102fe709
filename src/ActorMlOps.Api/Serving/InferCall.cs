using System.Diagnostics;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Client;
using ActorMlOps.Registry;
using ActorMlOps.Serving;

namespace ActorMlOps.Api.Serving;

/// <summary>A decoded request on its way through the model's handle, which puts concurrent callers' rows together.</summary>
internal sealed class InferCall(SpecCache specs, IModelClient client)
{
    private static readonly ActivitySource Activities = new(Telemetry.Source);

    public static Activity? StartActivity(string model) =>
        Activities.StartActivity(Telemetry.Spans.Infer)?.SetTag(Telemetry.Tags.Model, model);

    /// <param name="version">Null: the traffic policy chooses.</param>
    /// <exception cref="RequestException">404: there is no such model or version.</exception>
    public ValueTask<VersionSpec> FindAsync(string model, string? version) => specs.GetAsync(model, version);

    /// <exception cref="RequestException">The request does not fit the model.</exception>
    /// <exception cref="PredictionException">Refused by the silo.</exception>
    public async Task<InferAnswer> RunAsync(
        VersionSpec spec, string? version, InferRequest request, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var rows = request.ToBatch(spec.Signature.Batch);
        CheckOutputs(request.Outputs, spec);
        var model = spec.Key.Model;
        var id = request.Id ?? Guid.NewGuid().ToString("N");
        var prediction = await client.Model(model, version).PredictAsync(
            rows, new PredictOptions(id, request.Parameters.UnitId, timeout, request.Parameters.Receipts), cancellationToken);
        return new(model, id, prediction, Select(prediction.Outputs, request), spec.Signature.Batch);
    }

    /// <summary>The outputs that were asked for, in that order.</summary>
    /// <exception cref="RequestException">The model has no such output.</exception>
    internal static SelectedOutput[] Select(TensorBatch outputs, InferRequest request) => request.Outputs is { } wanted
        ? Array.ConvertAll(wanted, o => new SelectedOutput(
            outputs.Find(o.Name) ?? throw Unknown(o.Name, outputs.Tensors.Select(t => t.Name)),
            o.Binary ?? request.Parameters.BinaryOutput))
        : Array.ConvertAll(outputs.Tensors, t => new SelectedOutput(t, request.Parameters.BinaryOutput));

    /// <summary>Before the model runs, so that a misspelt name costs and counts nothing.</summary>
    private static void CheckOutputs(RequestedOutput[]? wanted, VersionSpec spec)
    {
        foreach (var output in wanted ?? [])
        {
            if (!Array.Exists(spec.Signature.Outputs, o => o.Name == output.Name))
                throw Unknown(output.Name, spec.Signature.Outputs.Select(o => o.Name));
        }
    }

    private static RequestException Unknown(string name, IEnumerable<string> known) =>
        new($"The model has no output '{name}'; it has: {string.Join(", ", known)}.");
}
