namespace ActorMlOps.LoadTests.Faults;

/// <summary>A prediction, and what was said of it last.</summary>
internal sealed class LabelledPrediction(string id, string receipt, int predicted)
{
    public string Id => id;

    public int Predicted => predicted;

    /// <summary>Null: nothing was said yet.</summary>
    public int? Label { get; set; }

    public int? Ctr { get; private set; }

    /// <summary>All that was said was acknowledged.</summary>
    public bool IsCertain { get; private set; } = true;

    public void Say(int label, int? ctr) => (Label, Ctr, IsCertain) = (label, ctr ?? Ctr, false);

    public void Acknowledge() => IsCertain = true;

    /// <summary>What was said, as the silo takes it.</summary>
    public object Body(bool byReceipt)
    {
        var body = new Dictionary<string, object> { [byReceipt ? "receipt" : "predictionId"] = byReceipt ? receipt : id, ["label"] = Label! };
        if (Ctr is { } ctr)
            body["metrics"] = new { ctr };
        return body;
    }
}
