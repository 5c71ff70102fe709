namespace ActorMlOps.Monitoring;

/// <summary>Names of the columns of an observation that are no features.</summary>
public static class ObservationColumns
{
    public const string PredictionId = "predictionId";
    public const string At = "at";
    public const string UnitId = "unitId";
    public const string Prediction = "prediction";
    public const string Score = "score";
    public const string Label = "label";

    public static bool IsReserved(string name) => name is PredictionId or At or UnitId or Prediction or Score or Label;
}
