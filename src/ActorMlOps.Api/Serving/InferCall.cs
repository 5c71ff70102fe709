using System.Diagnostics;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Client;
using ActorMlOps.Registry;
using ActorMlOps.Serving;

namespace ActorMlOps.Api.Serving;

/// <summary>A decoded request on its way through the model's handle, which puts concurrent callers' rows together.</summary>
internal static class InferCall
{
    private static readonly ActivitySource Activities = new(Telemetry.Source);

    public static Activity? StartActivity(string model) =>
        Activities.HasListeners() ? Activities.StartActivity(Telemetry.Spans.Infer)?.SetTag(Telemetry.Tags.Model, model) : null;

    /// <summary>
    /// Only a prediction that the caller named, or wants a receipt of, can be labelled: to keep all that were made here would cost more
    /// than the predictions.
    /// </summary>
    /// <param name="id">As the caller named it, or made here.</param>
    /// <exception cref="RequestException">The request does not fit the model.</exception>
    /// <exception cref="PredictionException">Refused by the silo.</exception>
    public static Task<Prediction> PredictAsync(
        ServedModel model, InferRequest request, string id, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var rows = request.ToBatch(model.Spec.Signature.Batch, model.Inputs);
        CheckOutputs(request.Outputs, model.Spec);
        var parameters = request.Parameters;
        var options = new PredictOptions(request.Id is null && !parameters.Receipts ? null : id, parameters.UnitId, timeout, parameters.Receipts);
        return model.Handle.PredictAsync(rows, options, cancellationToken);
    }

    public static InferAnswer Answer(ServedModel model, InferRequest request, string id, Prediction prediction) =>
        new(model.Spec.Key.Model, id, prediction, Select(prediction.Outputs, request), model.Spec.Signature.Batch);

    /// <summary>The outputs that were asked for, in that order.</summary>
    /// <exception cref="RequestException">The model has no such output.</exception>
    internal static SelectedOutput[] Select(TensorBatch outputs, InferRequest request)
    {
        var selected = new SelectedOutput[request.Outputs?.Length ?? outputs.Tensors.Length];
        for (var i = 0; i < selected.Length; i++)
        {
            selected[i] = request.Outputs is { } wanted
                ? new(
                    outputs.Find(wanted[i].Name) ?? throw Unknown(wanted[i].Name, outputs.Tensors.Select(t => t.Name)),
                    wanted[i].Binary ?? request.Parameters.BinaryOutput)
                : new(outputs.Tensors[i], request.Parameters.BinaryOutput);
        }
        return selected;
    }

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
